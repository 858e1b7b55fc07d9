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

    public static Rollup Merge(IReadOnlyCollection<Rollup> rollups)
    {
        if (rollups.Count <= 1)
            return rollups.SingleOrDefault(Empty);

        var counts = default(RunCounts);
        var reasons = new SortedDictionary<Reason, long>();
        var histograms = new LogHistogram?[RolledMeasurements.All.Count];
        foreach (var rollup in rollups)
        {
            counts += rollup.Counts;
            foreach (var (reason, count) in rollup._reasons)
                reasons[reason] = checked(reasons.GetValueOrDefault(reason) + count);
        }

        var tally = new LogTally();
        for (var place = 0; place < histograms.Length; place++)
        {
            foreach (var rollup in rollups)
                tally.Add(rollup._histograms[place] ?? LogHistogram.Empty);

            var merged = tally.Take();
            histograms[place] = merged.Count == 0 ? null : merged;
        }

        return new Rollup(counts, reasons, histograms);
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
        rollup = Empty;
        var reasons = new SortedDictionary<Reason, long>();
        var histograms = new LogHistogram?[RolledMeasurements.All.Count];
        if (
            !RunCounts.TryRead(ref bits, out var counts)
            || !TryReadReasons(ref bits, reasons)
            || !TryReadHistograms(ref bits, histograms)
        )
        {
            return false;
        }

        rollup = new Rollup(counts, reasons, histograms);
        return true;
    }

    private static bool TryReadReasons(ref BitReader bits, SortedDictionary<Reason, long> reasons)
    {
        if (!bits.TryReadNatural(short.MaxValue, out var count))
            return false;

        var before = 0L;
        for (; count > 0; count--)
        {
            if (
                !bits.TryReadPositive(short.MaxValue - before, out var step)
                || !bits.TryReadPositive(BitReader.MostCounted, out var times)
            )
            {
                return false;
            }

            before += step;
            reasons.Add((Reason)before, times);
        }

        return true;
    }

    private static bool TryReadHistograms(ref BitReader bits, LogHistogram?[] histograms)
    {
        if (!bits.TryReadNatural(histograms.Length, out var count))
            return false;

        var before = -1L;
        for (; count > 0; count--)
        {
            if (
                !bits.TryReadPositive(histograms.Length - 1 - before, out var step)
                || !LogHistogram.TryRead(ref bits, out var histogram)
                || histogram.Count == 0
            )
            {
                return false;
            }

            before += step;
            histograms[before] = histogram;
        }

        return true;
    }
}
