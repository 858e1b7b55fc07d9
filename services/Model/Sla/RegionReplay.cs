namespace Ringback.Model.Sla;

/// <summary>Folds results one by one and remembers when each latch turned.</summary>
internal sealed class RegionReplay
{
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
        _replaceFrom = OpenFrom(from.At);
        _down = new LatchHistory(_fold.Down, _replaceFrom);
        _bad = new LatchHistory(_fold.Bad, _replaceFrom);
    }

    /// <summary>Of the results so far.</summary>
    public RegionFold Fold => _fold;

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

        (_fold, _at) = (after.Settled, new Instant(slot.Microseconds + 1));
    }

    /// <summary>After all results.</summary>
    public RegionDerivation End(Instant asOf)
    {
        var silent = SilentAt();
        var isSilent = silent <= asOf;
        if (isSilent)
            FallSilent(silent!.Value);

        return Derivation(Instant.MaxValue) with
        {
            SilentAt = isSilent ? null : silent,
            SuspectedSince = isSilent ? null : _fold.SuspectedSince,
        };
    }

    /// <summary>After all results before an instant, at which the fold is the stored one: later ones turned nothing but what is open here.</summary>
    public RegionDerivation EndAt(Instant to)
    {
        var replaceTo = OpenFrom(to);
        var whole = Derivation(to);
        return whole with
        {
            ReplaceTo = replaceTo,
            Changes = [.. whole.Changes.TakeWhile(change => change.At < replaceTo)],
            ReplaceBlipsTo = _fold.SuspectedSince ?? to,
        };
    }

    private RegionDerivation Derivation(Instant to) =>
        new()
        {
            From = _from,
            To = to,
            ReplaceFrom = _replaceFrom,
            ReplaceTo = Instant.MaxValue,
            Changes = LatchHistory.States(_down, _bad),
            ReplaceBlipsFrom = _from.Fold.SuspectedSince ?? _from.At,
            ReplaceBlipsTo = Instant.MaxValue,
            Blips = _blips,
            Hours = _hours,
            End = new Checkpoint(_at, _fold),
            SilentAt = null,
            SuspectedSince = null,
        };

    /// <summary>What later results may still turn, seen from an instant: from the first slot of an open streak, or from silence before it.</summary>
    private Instant OpenFrom(Instant at)
    {
        foreach (var open in (ReadOnlySpan<Instant?>)[_fold.Down.First, _fold.Bad.First, SilentAt()])
            at = Instant.Min(at, open ?? at);

        return at;
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
        var hour = slot.HourStart;
        if (hour > _from.At && (_hours.Count == 0 || hour > _hours[^1].At))
            _hours.Add(new Checkpoint(hour, _fold));
    }
}
