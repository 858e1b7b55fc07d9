namespace Ringback.Model.Sla.Rollups;

/// <summary>How often values of each size were seen: a DDSketch of whole counts, mergeable without loss.</summary>
/// <remarks>
/// A function of the set of values alone: whatever the order or grouping in which they were added and merged, equal
/// histograms have equal binary forms. See <see cref="LogBuckets"/> for what a bucket is.
/// </remarks>
public sealed class LogHistogram : IEquatable<LogHistogram>
{
    private readonly Bucket[] _buckets;

    private LogHistogram(Bucket[] buckets)
    {
        _buckets = buckets;
        foreach (var bucket in buckets)
            Count = checked(Count + bucket.Count);
    }

    public static LogHistogram Empty { get; } = new([]);

    /// <summary>How many values.</summary>
    public long Count { get; }

    /// <summary>Those with a value in them, in order.</summary>
    public IReadOnlyList<Bucket> Buckets => _buckets;

    internal ReadOnlySpan<Bucket> Ordered => _buckets;

    /// <param name="values">Those that <see cref="LogBuckets.IsTaken"/> says no to are left out.</param>
    public static LogHistogram Of(IEnumerable<double> values)
    {
        var tally = new LogTally();
        foreach (var value in values)
            tally.Add(value);

        return tally.Take();
    }

    public static LogHistogram Merge(IEnumerable<LogHistogram> histograms)
    {
        var tally = new LogTally();
        foreach (var histogram in histograms)
            tally.Add(histogram);

        return tally.Take();
    }

    /// <summary>
    /// The value of rank ⌈count · percent / 100⌉ in ascending order, off by 1 % of itself at most; null where there are
    /// no values. Values under 2⁻³⁰ read as 0, those over 2³⁰ as 2³⁰.
    /// </summary>
    /// <param name="percent">Over 0, at most 100.</param>
    public double? Percentile(decimal percent)
    {
        if (percent is <= 0 or > 100)
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "over 0, at most 100");

        var rank = (long)Math.Ceiling(Count * percent / 100);
        var below = 0L;
        foreach (var bucket in _buckets)
        {
            below += bucket.Count;
            if (below >= rank)
                return LogBuckets.Value(bucket.Index);
        }

        return null;
    }

    public bool Equals(LogHistogram? other) => other is not null && _buckets.AsSpan().SequenceEqual(other._buckets);

    public override bool Equals(object? obj) => Equals(obj as LogHistogram);

    public override int GetHashCode() => HashCode.Combine(Count, _buckets.Length);

    public override string ToString() => string.Join(' ', _buckets.Select(b => $"{b.Index}×{b.Count}"));

    /// <summary>Its one binary form.</summary>
    public byte[] ToBytes()
    {
        var bits = new BitWriter();
        Write(bits);
        return bits.ToBytes();
    }

    /// <summary>How many buckets, then of each the distance from the one before and the count: about 4 bits a bucket.</summary>
    internal void Write(BitWriter bits)
    {
        bits.WriteNatural(_buckets.Length);
        var before = -1;
        foreach (var bucket in _buckets)
        {
            bits.WritePositive(bucket.Index - before);
            bits.WritePositive(bucket.Count);
            before = bucket.Index;
        }
    }

    internal static LogHistogram OfOrdered(Bucket[] buckets) => buckets.Length == 0 ? Empty : new LogHistogram(buckets);
}

/// <param name="Index">Of <see cref="LogBuckets"/>.</param>
/// <param name="Count">How many values, at least one.</param>
public readonly record struct Bucket(int Index, long Count);
