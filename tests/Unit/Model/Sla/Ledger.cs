using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>What a store of one region does: keep results, and derive from the checkpoint before the earliest that changed.</summary>
internal sealed class Ledger(StepFunction<TargetSettings> settings, IReadOnlyList<Window> assignments)
{
    private readonly SortedDictionary<(Instant, Trigger), Delivery> _results = [];
    private readonly List<Checkpoint> _hours = [];
    private Checkpoint _end = Checkpoint.Start;
    private List<Blip> _blips = [];
    private Instant _asOf;

    public StepFunction<RegionState> States { get; private set; } = new(RegionState.Unknown);

    public void Take(IEnumerable<Delivery> batch, Instant asOf)
    {
        var changed = new List<Instant>();
        foreach (var delivery in batch)
        {
            var key = (delivery.Result.ScheduledAt, delivery.Result.Trigger);
            if (_results.TryGetValue(key, out var stored) && Compare(stored, delivery) <= 0)
                continue;

            _results[key] = delivery;
            changed.Add(delivery.Result.ScheduledAt);
        }

        _asOf = asOf;
        var update = new RegionUpdate(_end, _hours, changed, settings, assignments);
        while (update.Wanted is { } wanted)
            update.Take(Results(wanted));

        foreach (var stretch in update.End(asOf))
            Store(stretch);
    }

    public void AssertEqualsDerivationFromScratch()
    {
        var whole = Derive(Checkpoint.Start);
        Cases.AssertSame(whole.Changes, States.Changes);
        Cases.AssertSame(whole.Blips, _blips);
        Cases.AssertSame(whole.Hours, _hours);
        Assert.Equal(whole.End, _end);
    }

    private RegionDerivation Derive(Checkpoint from) =>
        RegionTimeline.Derive(from, Results(new(from.At, Instant.MaxValue)), settings, assignments, _asOf);

    private IEnumerable<JudgedResult> Results(Window window) =>
        _results.Values.Select(delivery => delivery.Result).Where(result => window.Contains(result.ScheduledAt));

    private void Store(RegionDerivation derived)
    {
        Assert.True(derived.Changes.All(change => derived.ReplaceFrom <= change.At && change.At < derived.ReplaceTo));
        States = States.Replace(derived.ReplaceFrom, derived.ReplaceTo, derived.Changes);
        _blips =
        [
            .. _blips
                .Where(blip => blip.From < derived.ReplaceBlipsFrom || blip.From >= derived.ReplaceBlipsTo)
                .Concat(derived.Blips)
                .OrderBy(blip => blip.From),
        ];
        Assert.True(derived.Hours.All(hour => derived.From.At < hour.At && hour.At < derived.To));
        _hours.RemoveAll(hour => hour.At > derived.From.At && hour.At < derived.To);
        _hours.AddRange(derived.Hours);
        _hours.Sort((left, right) => left.At.CompareTo(right.At));
        if (derived.To == Instant.MaxValue)
            _end = derived.End;
    }

    private static int Compare(Delivery left, Delivery right) =>
        ResultPrecedence.Compare(
            left.Result.Outcome,
            left.StartedAt,
            left.Reason,
            right.Result.Outcome,
            right.StartedAt,
            right.Reason
        );
}
