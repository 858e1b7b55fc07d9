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
        var changed = Instant.MaxValue;
        foreach (var delivery in batch)
        {
            var key = (delivery.Result.ScheduledAt, delivery.Result.Trigger);
            if (_results.TryGetValue(key, out var stored) && Compare(stored, delivery) <= 0)
                continue;

            _results[key] = delivery;
            changed = Instant.Min(changed, delivery.Result.ScheduledAt);
        }

        _asOf = asOf;
        var from = changed >= _end.At ? _end : _hours.LastOrDefault(hour => hour.At <= changed, Checkpoint.Start);
        Store(from, Derive(from));
    }

    public void AssertEqualsDerivationFromScratch()
    {
        var whole = Derive(Checkpoint.Start);
        Assert.Equal(whole.Changes, States.Changes);
        Assert.Equal(whole.Blips, _blips);
        Assert.Equal(whole.Hours, _hours);
        Assert.Equal(whole.End, _end);
    }

    private RegionDerivation Derive(Checkpoint from) =>
        RegionTimeline.Derive(
            from,
            _results.Values.Select(delivery => delivery.Result).Where(result => result.ScheduledAt >= from.At),
            settings,
            assignments,
            _asOf
        );

    private void Store(Checkpoint from, RegionDerivation derived)
    {
        Assert.All(derived.Changes, change => Assert.True(change.At >= derived.ReplaceFrom));
        var replaced = States
            .Changes.TakeWhile(change => change.At < derived.ReplaceFrom)
            .Concat(derived.Changes)
            .ToList();
        States = new StepFunction<RegionState>(RegionState.Unknown, replaced);
        Assert.Equal(replaced, States.Changes); // no row that changes nothing

        _blips = [.. _blips.Where(blip => blip.From < derived.ReplaceBlipsFrom), .. derived.Blips];
        _hours.RemoveAll(hour => hour.At > from.At);
        _hours.AddRange(derived.Hours);
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
