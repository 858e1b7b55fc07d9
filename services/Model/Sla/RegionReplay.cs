namespace Ringback.Model.Sla;

/// <summary>Folds results one by one and remembers when each latch turned.</summary>
internal sealed class RegionReplay
{
    private const long Hour = 3_600_000_000;

    private readonly Checkpoint _from;
    private readonly StepFunction<TargetSettings> _settings;
    private readonly IReadOnlyList<Window> _assigned;
    private readonly Instant _replaceFrom;
    private readonly LatchHistory _down;
    private readonly LatchHistory _bad;
    private readonly List<Blip> _blips = [];
    private readonly List<Checkpoint> _hours = [];
    private RegionFold _fold;
    private Instant _at;
    private JudgedResult? _latest;

    public RegionReplay(Checkpoint from, StepFunction<TargetSettings> settings, IReadOnlyList<Window> assigned)
    {
        (_from, _fold, _at, _settings, _assigned) = (from, from.Fold, from.At, settings, assigned);
        _replaceFrom = Earliest(from.At, _fold.Down.First, _fold.Bad.First, SilentAt());
        _down = new LatchHistory(_fold.Down, _replaceFrom);
        _bad = new LatchHistory(_fold.Bad, _replaceFrom);
    }

    public void Take(JudgedResult result)
    {
        if (result.ScheduledAt < _from.At || result <= _latest)
            throw new ArgumentException($"the result of {result.ScheduledAt} is out of order", nameof(result));

        _latest = result;
        var slot = result.ScheduledAt;
        if (!result.IsKnown || !_assigned.Any(window => window.Contains(slot)))
            return;

        KeepHour(slot);
        if (SilentAt() is { } silent && slot > silent)
        {
            FallSilent(silent);
            _fold = RegionFold.Undecided;
        }

        var after = _fold.After(result, _settings);
        _down.Turn(_fold.Down, after.Down);
        _bad.Turn(_fold.Bad, after.Bad);
        if (after.Down is { IsSet: false, Streak: <= 0 })
            EndSuspicion();

        (_fold, _at) = (after, new Instant(slot.Microseconds + 1));
    }

    public RegionDerivation End(Instant asOf)
    {
        var silent = SilentAt();
        var isSilent = silent <= asOf;
        if (isSilent)
            FallSilent(silent!.Value);

        return new RegionDerivation
        {
            ReplaceFrom = _replaceFrom,
            Changes = LatchHistory.States(_down, _bad),
            ReplaceBlipsFrom = _from.Fold.SuspectedSince ?? _from.At,
            Blips = _blips,
            Hours = _hours,
            End = new Checkpoint(_at, _fold),
            SilentAt = isSilent ? null : silent,
            SuspectedSince = isSilent ? null : _fold.SuspectedSince,
        };
    }

    /// <summary>When the last known result ceases to vouch, or its assignment ends.</summary>
    private Instant? SilentAt()
    {
        if (_fold.LastKnown is not { } last)
            return null;

        var assignment = _assigned.FirstOrDefault(window => window.Contains(last), Window.Always);
        return Instant.Min(Staleness.VouchesUntil(last, _settings), assignment.To);
    }

    private void FallSilent(Instant at)
    {
        _down.Forget(at);
        _bad.Forget(at);
        EndSuspicion();
    }

    private void EndSuspicion()
    {
        if (_fold.SuspectedSince is { } first)
            _blips.Add(new Blip(first, _fold.Down.Streak));
    }

    private void KeepHour(Instant slot)
    {
        var hour = new Instant(slot.Microseconds - (((slot.Microseconds % Hour) + Hour) % Hour));
        if (hour > _from.At && (_hours.Count == 0 || hour > _hours[^1].At))
            _hours.Add(new Checkpoint(hour, _fold));
    }

    private static Instant Earliest(Instant instant, params ReadOnlySpan<Instant?> others)
    {
        foreach (var other in others)
            instant = Instant.Min(instant, other ?? instant);

        return instant;
    }
}
