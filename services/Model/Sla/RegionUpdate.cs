namespace Ringback.Model.Sla;

/// <summary>
/// What changed results make of a region's timeline, and no more: from the checkpoint before each of them until the fold
/// equals a stored one, and from the newest checkpoint on.
/// </summary>
/// <remarks>It says which results it wants to see, and is given all of those; it may stop before the last of them.</remarks>
public sealed class RegionUpdate
{
    private readonly Checkpoint[] _stored;
    private readonly Instant[] _late;
    private readonly Instant _believedTo;
    private readonly StepFunction<TargetSettings> _settings;
    private readonly IReadOnlyList<Window> _assigned;
    private readonly List<RegionDerivation> _stretches = [];
    private RegionReplay _replay;
    private int _nextLate;
    private int _nextStored;
    private int _readTo;
    private int _step;

    /// <param name="newest">The checkpoint after all results that were derived before.</param>
    /// <param name="stored">Those before it, in order of time, from the last at or before the earliest changed slot on; none where nothing before the newest changed.</param>
    /// <param name="changed">Slots of results that changed since; of those of one full hour the earliest is enough.</param>
    /// <param name="settings">As for <see cref="RegionTimeline.Derive"/>, likewise the next.</param>
    /// <param name="ruledAnew">From when on settings or assignments are others than those that stored checkpoints were folded under; null for never. No checkpoint after it is believed.</param>
    public RegionUpdate(
        Checkpoint newest,
        IEnumerable<Checkpoint> stored,
        IEnumerable<Instant> changed,
        StepFunction<TargetSettings> settings,
        IEnumerable<Window> assignments,
        Instant? ruledAnew = null
    )
    {
        _believedTo = ruledAnew ?? Instant.MaxValue;
        _stored = [.. stored.Where(checkpoint => checkpoint.At < newest.At), newest];
        _late = [.. changed.Where(slot => slot < newest.At).Order()];
        (_settings, _assigned) = (settings, Windows.Union(assignments));
        _replay = Begin();
    }

    /// <summary>The slots whose results are to be given next; null where all are known.</summary>
    public Window? Wanted { get; private set; }

    /// <summary>Of all results that were looked at, unknown ones too; null where there were none.</summary>
    public Instant? Newest { get; private set; }

    /// <param name="results">All within <see cref="Wanted"/>, in their order.</param>
    public void Take(IEnumerable<JudgedResult> results)
    {
        var wanted = Wanted ?? throw new InvalidOperationException("no results are wanted");
        foreach (var result in results)
        {
            if (HasConvergedBefore(result.ScheduledAt))
                return;

            _replay.Take(result);
            Newest = result.ScheduledAt;
        }

        if (wanted.To == Instant.MaxValue)
            Wanted = null;
        else if (!HasConvergedBefore(wanted.To))
            ReadOn(wanted.To);
    }

    /// <summary>Stretches in order of time; the last reaches to the end.</summary>
    public IReadOnlyList<RegionDerivation> End(Instant asOf) =>
        Wanted is null
            ? [.. _stretches, _replay.End(asOf)]
            : throw new InvalidOperationException("results are still wanted");

    /// <summary>From the last checkpoint before the next changed slot, or from the newest.</summary>
    private RegionReplay Begin()
    {
        if (_nextLate == _late.Length)
        {
            _nextStored = _stored.Length;
            Wanted = new Window(_stored[^1].At, Instant.MaxValue);
            return Replay(_stored[^1]);
        }

        var slot = _late[_nextLate];
        _nextStored = Array.FindIndex(_stored, checkpoint => checkpoint.At > slot);
        var from = _nextStored == 0 ? Checkpoint.Start : _stored[_nextStored - 1];
        (_readTo, _step) = (_nextStored, 1);
        while (_readTo + 1 < _stored.Length && HasLate(_stored[_readTo].At, _stored[_readTo + 1].At))
            _readTo++;

        Wanted = new Window(from.At, _stored[_readTo].At);
        return Replay(from);
    }

    /// <summary>Twice as many checkpoints each time: most folds agree after one or two.</summary>
    private void ReadOn(Instant from)
    {
        _readTo += _step;
        _step *= 2;
        Wanted = new Window(from, _readTo < _stored.Length ? _stored[_readTo].At : Instant.MaxValue);
    }

    /// <summary>Whether, at a stored checkpoint up to an instant, the fold is the stored one; then the next stretch is begun.</summary>
    private bool HasConvergedBefore(Instant instant)
    {
        for (; _nextStored < _stored.Length && _stored[_nextStored].At <= instant; _nextStored++)
        {
            if (_replay.Fold != _stored[_nextStored].Fold || _stored[_nextStored].At > _believedTo)
                continue;

            var to = _stored[_nextStored].At;
            _stretches.Add(_replay.EndAt(to));
            while (_nextLate < _late.Length && _late[_nextLate] < to)
                _nextLate++;

            _replay = Begin();
            return true;
        }

        return false;
    }

    private bool HasLate(Instant from, Instant to) => _late.Any(slot => from <= slot && slot < to);

    private RegionReplay Replay(Checkpoint from) => new(from, _settings, _assigned);
}
