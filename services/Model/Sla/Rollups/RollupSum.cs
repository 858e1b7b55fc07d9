using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>Sums rollups in the form in which they are stored, without making one of each: a year by day has 44,000 hours of a target.</summary>
/// <remarks>The sum is that of <see cref="Rollup.Merge"/>, whatever the order.</remarks>
public sealed class RollupSum
{
    private readonly LogTally?[] _tallies = new LogTally?[RolledMeasurements.All.Count];
    private SortedDictionary<Reason, long> _reasons = [];
    private RunCounts _counts;

    public void Add(Rollup rollup)
    {
        var sink = new Sink(this);
        rollup.CopyTo(ref sink);
    }

    /// <returns>False where the bytes are none of a rollup, or damaged so that it shows: then the sum means nothing.</returns>
    public bool TryAdd(ReadOnlySpan<byte> rollup)
    {
        var bits = new BitReader(rollup);
        return TryAdd(ref bits) && bits.IsAtEnd();
    }

    /// <summary>What was added since the last time.</summary>
    public Rollup Take()
    {
        var sum = new Rollup(_counts, _reasons, [.. _tallies.Select(tally => tally?.TakeIfAny())]);
        (_counts, _reasons) = (default, []);
        return sum;
    }

    internal bool TryAdd(ref BitReader bits)
    {
        var sink = new Sink(this);
        return RollupForm.TryRead(ref bits, ref sink);
    }

    internal struct Sink(RollupSum sum) : IRollupSink
    {
        private LogTally _tally = null!;

        public readonly void Take(RunCounts counts) => sum._counts += counts;

        public readonly void Take(Reason reason, long count) =>
            sum._reasons[reason] = checked(sum._reasons.GetValueOrDefault(reason) + count);

        public void Begin(int place, int buckets) => _tally = sum._tallies[place] ??= new LogTally();

        public readonly void Take(Bucket bucket) => _tally.Add(bucket);
    }
}
