namespace Ringback.Model.Sla;

/// <summary>The positions of one latch over time, from an instant on; they turn in order of time.</summary>
internal sealed class LatchHistory
{
    private readonly LatchPosition _before;
    private readonly List<Change<LatchPosition>> _turns = [];

    /// <param name="latch">At the checkpoint.</param>
    /// <param name="from">
    /// Not after the checkpoint, nor after the first slot of either latch's open streak: since then each has turned once at
    /// most, for a second turn would have taken a streak that turned or ended the open one.
    /// </param>
    public LatchHistory(Latch latch, Instant from)
    {
        _before = latch.Position;
        if (latch.Since is { } since && since >= from)
        {
            _before = latch.Before;
            _turns.Add(new Change<LatchPosition>(since, latch.Position));
        }
    }

    public void Turn(Latch before, Latch after)
    {
        if (after.Position != before.Position)
            _turns.Add(new Change<LatchPosition>(after.Since!.Value, after.Position));
    }

    public void Forget(Instant at) => _turns.Add(new Change<LatchPosition>(at, LatchPosition.Undecided));

    /// <summary>The changes of the state that two latches make together.</summary>
    public static IReadOnlyList<Change<RegionState>> States(LatchHistory down, LatchHistory bad)
    {
        var (downs, bads) = (down.Positions, bad.Positions);
        var instants = down._turns.Concat(bad._turns).Select(turn => turn.At).Distinct().Order();
        return new StepFunction<RegionState>(
            RegionFold.State(down._before, bad._before),
            instants.Select(at => new Change<RegionState>(at, RegionFold.State(downs.At(at), bads.At(at))))
        ).Changes;
    }

    private StepFunction<LatchPosition> Positions => new(_before, _turns);
}
