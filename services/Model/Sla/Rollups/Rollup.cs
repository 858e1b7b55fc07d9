using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>What the scheduled runs of some window and regions amount to: counts and distributions, mergeable without loss.</summary>
/// <remarks>Equal rollups have equal binary forms, whatever the order or grouping in which they were merged.</remarks>
public sealed class Rollup : IEquatable<Rollup>
{
    private readonly SortedDictionary<Reason, long> _reasons;
    private readonly LogHistogram?[] _histograms;

    /// <param name="histograms">By place in <see cref="RolledMeasurements.All"/>.</param>
    internal Rollup(RunCounts counts, SortedDictionary<Reason, long> reasons, LogHistogram?[] histograms) =>
        (Counts, _reasons, _histograms) = (counts, reasons, histograms);

    public static Rollup Empty { get; } = new(default, [], new LogHistogram?[RolledMeasurements.All.Count]);

    public RunCounts Counts { get; }

    /// <summary>Of the runs that were not <c>up</c>.</summary>
    public IReadOnlyDictionary<Reason, long> Reasons => _reasons;

    /// <summary>Of the valid runs.</summary>
    /// <param name="measurement">One of <see cref="RolledMeasurements.All"/>.</param>
    public LogHistogram Histogram(string measurement) =>
        RolledMeasurements.PlaceOf(measurement) is { } place
            ? _histograms[place] ?? LogHistogram.Empty
            : throw new ArgumentException($"'{measurement}' is in no list", nameof(measurement));

    /// <param name="place">In <see cref="RolledMeasurements.All"/>.</param>
    internal LogHistogram? HistogramAt(int place) => _histograms[place];

    public static Rollup Merge(IReadOnlyCollection<Rollup> rollups)
    {
        if (rollups.Count <= 1)
            return rollups.SingleOrDefault(Empty);

        var sum = new RollupSum();
        foreach (var rollup in rollups)
            sum.Add(rollup);

        return sum.Take();
    }

    public bool Equals(Rollup? other) => other is not null && ToBytes().AsSpan().SequenceEqual(other.ToBytes());

    public override bool Equals(object? obj) => Equals(obj as Rollup);

    public override int GetHashCode() => Counts.GetHashCode();

    public override string ToString() =>
        $"{Counts} {string.Join(' ', _reasons)} {string.Join(" | ", _histograms.Select((h, i) => $"{i}: {h}"))}";

    public byte[] ToBytes()
    {
        var bits = new BitWriter();
        Write(bits);
        return bits.ToBytes();
    }

    /// <summary>False where the bytes are none of a rollup, or damaged so that it shows.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Rollup rollup)
    {
        var bits = new BitReader(bytes);
        return TryRead(ref bits, out rollup) && bits.IsAtEnd();
    }

    internal void Write(BitWriter bits)
    {
        Counts.Write(bits);
        bits.WriteNatural(_reasons.Count);
        var before = 0L;
        foreach (var (reason, count) in _reasons)
        {
            bits.WritePositive((long)reason - before);
            bits.WritePositive(count);
            before = (long)reason;
        }

        bits.WriteNatural(_histograms.Count(histogram => histogram is not null));
        before = -1;
        for (var place = 0; place < _histograms.Length; place++)
        {
            if (_histograms[place] is not { } histogram)
                continue;

            bits.WritePositive(place - before);
            histogram.Write(bits);
            before = place;
        }
    }

    internal static bool TryRead(ref BitReader bits, out Rollup rollup)
    {
        var parts = new Parts();
        var isRead = RollupForm.TryRead(ref bits, ref parts);
        rollup = isRead ? parts.ToRollup() : Empty;
        return isRead;
    }

    internal void CopyTo<T>(ref T sink)
        where T : struct, IRollupSink
    {
        sink.Take(Counts);
        foreach (var (reason, count) in _reasons)
            sink.Take(reason, count);

        for (var place = 0; place < _histograms.Length; place++)
        {
            if (_histograms[place] is not { } histogram)
                continue;

            sink.Begin(place, histogram.Buckets.Count);
            foreach (var bucket in histogram.Ordered)
                sink.Take(bucket);
        }
    }

    /// <summary>What was read so far of one.</summary>
    private struct Parts() : IRollupSink
    {
        private readonly SortedDictionary<Reason, long> _reasons = [];
        private readonly Bucket[]?[] _histograms = new Bucket[RolledMeasurements.All.Count][];
        private RunCounts _counts;
        private Bucket[] _buckets = [];
        private int _next;

        public void Take(RunCounts counts) => _counts = counts;

        public readonly void Take(Reason reason, long count) => _reasons.Add(reason, count);

        public void Begin(int place, int buckets) => (_histograms[place], _next) = (_buckets = new Bucket[buckets], 0);

        public void Take(Bucket bucket) => _buckets[_next++] = bucket;

        public readonly Rollup ToRollup() =>
            new(
                _counts,
                _reasons,
                [.. _histograms.Select(buckets => buckets is null ? null : LogHistogram.OfOrdered(buckets))]
            );
    }
}
