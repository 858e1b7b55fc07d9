using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>Takes what is read of a rollup's binary form.</summary>
internal interface IRollupSink
{
    void Take(RunCounts counts);

    void Take(Reason reason, long count);

    /// <summary>A histogram follows, of so many buckets.</summary>
    /// <param name="place">In <see cref="RolledMeasurements.All"/>.</param>
    void Begin(int place, int buckets);

    /// <summary>One of the histogram that was begun last, in order.</summary>
    void Take(Bucket bucket);
}

/// <summary>Reads the binary form that <see cref="Rollup"/> writes.</summary>
internal static class RollupForm
{
    /// <returns>False where it is none, or damaged so that it shows; the sink may have taken a part of it then.</returns>
    public static bool TryRead<T>(ref BitReader bits, ref T sink)
        where T : struct, IRollupSink
    {
        if (!RunCounts.TryRead(ref bits, out var counts))
            return false;

        sink.Take(counts);
        return TryReadReasons(ref bits, ref sink) && TryReadHistograms(ref bits, ref sink);
    }

    private static bool TryReadReasons<T>(ref BitReader bits, ref T sink)
        where T : struct, IRollupSink
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
            sink.Take((Reason)before, times);
        }

        return true;
    }

    private static bool TryReadHistograms<T>(ref BitReader bits, ref T sink)
        where T : struct, IRollupSink
    {
        var places = RolledMeasurements.All.Count;
        if (!bits.TryReadNatural(places, out var count))
            return false;

        var before = -1L;
        for (; count > 0; count--)
        {
            if (
                !bits.TryReadPositive(places - 1 - before, out var step)
                || !bits.TryReadNatural(LogBuckets.Count, out var buckets)
                || buckets == 0
            )
            {
                return false;
            }

            before += step;
            sink.Begin((int)before, (int)buckets);
            if (!TryReadBuckets(ref bits, buckets, ref sink))
                return false;
        }

        return true;
    }

    private static bool TryReadBuckets<T>(ref BitReader bits, long count, ref T sink)
        where T : struct, IRollupSink
    {
        var (before, total) = (-1, 0L);
        for (; count > 0; count--)
        {
            if (
                !bits.TryReadPositive(LogBuckets.Count - 1 - before, out var step)
                || !bits.TryReadPositive(BitReader.MostCounted - total, out var times)
            )
            {
                return false;
            }

            before += (int)step;
            total += times;
            sink.Take(new Bucket(before, times));
        }

        return true;
    }
}
