namespace Ringback.Model.Sla.Rollups;

/// <summary>Counts values until a histogram is asked for, again and again.</summary>
internal sealed class LogTally
{
    private readonly long[] _counts = new long[LogBuckets.Count];
    private (int First, int Last) _used = (LogBuckets.Count, -1);

    public void Add(double value)
    {
        if (LogBuckets.IsTaken(value))
            Add(LogBuckets.Of(value), 1);
    }

    public void Add(LogHistogram histogram)
    {
        foreach (var bucket in histogram.Ordered)
            Add(bucket);
    }

    public void Add(Bucket bucket) => Add(bucket.Index, bucket.Count);

    /// <summary>The same as <see cref="Take"/>; null where nothing was.</summary>
    public LogHistogram? TakeIfAny() => _used.Last < 0 ? null : Take();

    /// <summary>What was counted since the last time.</summary>
    public LogHistogram Take()
    {
        var buckets = new List<Bucket>();
        for (var index = _used.First; index <= _used.Last; index++)
        {
            if (_counts[index] > 0)
                buckets.Add(new Bucket(index, _counts[index]));

            _counts[index] = 0;
        }

        _used = (LogBuckets.Count, -1);
        return LogHistogram.OfOrdered([.. buckets]);
    }

    private void Add(int bucket, long count)
    {
        _counts[bucket] = checked(_counts[bucket] + count);
        _used = (Math.Min(_used.First, bucket), Math.Max(_used.Last, bucket));
    }
}
