using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>The states of a target in one region, and the checkpoints that their derivation goes on from.</summary>
internal partial class LedgerTransaction
{
    public virtual Dictionary<View, Checkpoint> Checkpoints(IReadOnlyList<(View View, Instant At)> views) =>
        views.ToDictionary(
            each => each.View,
            each =>
            {
                var row = View(each.View);
                return row.Folds.Append(row.Current ?? Checkpoint.Start)
                        .Where(fold => fold.At <= each.At)
                        .MaxBy(fold => fold.At)
                    ?? Checkpoint.Start;
            }
        );

    public ILookup<View, Checkpoint> Folds(IReadOnlyDictionary<View, Instant> from) =>
        from.SelectMany(
                each =>
                {
                    var folds = View(each.Key).Folds;
                    var first = folds.LastOrDefault(fold => fold.At <= each.Value, Checkpoint.Start).At;
                    return folds.Where(fold => fold.At >= first);
                },
                (each, fold) => (View: each.Key, Fold: fold)
            )
            .ToLookup(each => each.View, each => each.Fold);

    public virtual ILookup<View, JudgedResult> Results(IReadOnlyDictionary<View, Window> windows) =>
        windows
            .SelectMany(
                each => tables.Results.GetValueOrDefault(each.Key, []),
                (each, row) => (View: each.Key, Window: each.Value, Row: row)
            )
            .Where(each => each.Window.Contains(each.Row.Key.At) && each.Row.Key.By != Trigger.Manual)
            .ToLookup(
                each => each.View,
                each => new JudgedResult(each.Row.Key.At, each.Row.Key.By, each.Row.Value.Result.Outcome)
            );

    public Dictionary<View, StepFunction<RegionState>> States(IReadOnlyList<(View View, Instant From)> views) =>
        views.ToDictionary(each => each.View, each => Reaching(View(each.View).States, RegionState.Unknown, each.From));

    public void Write(IReadOnlyList<DerivedRegion> derived)
    {
        foreach (var region in derived)
        {
            var row = View(region.View);
            var (blips, folds) = (row.Blips, row.Folds);
            foreach (var stretch in region.Stretches)
            {
                blips =
                [
                    .. blips.Where(blip => blip.From < stretch.ReplaceBlipsFrom || blip.From >= stretch.ReplaceBlipsTo),
                    .. stretch.Blips,
                ];
                if (stretch.From != stretch.End)
                    folds = [.. KeptFolds(folds, stretch).Concat(stretch.Hours).OrderBy(fold => fold.At)];
            }

            var states = region.ChangedFrom is { } changed
                ? row.States.Replace(changed, region.States.Changes.Where(change => change.At >= changed))
                : row.States;
            _views[region.View] = new ViewRow(states, blips, folds, region.Last.End);
            if (region.ChangedFrom is { } at)
                _news.Add(new(0, NewsKinds.States, region.View.Target, region.View.Region, null, null, at, "{}"));
        }
    }

    /// <summary>Keeps a checkpoint of each view, drops the earlier ones, and commits.</summary>
    public virtual void Keep(IReadOnlyDictionary<View, Checkpoint> checkpoints)
    {
        Check();
        foreach (var (view, kept) in checkpoints.Where(each => each.Value != Checkpoint.Start))
        {
            var row = View(view);
            var later = row.Folds.Where(fold => fold.At >= kept.At).ToList();
            tables.Views[view] = row with
            {
                Folds = later.Exists(fold => fold.At == kept.At) ? later : [kept, .. later],
            };
        }

        RollBack();
    }

    /// <summary>Those that a derivation leaves right.</summary>
    private static IEnumerable<Checkpoint> KeptFolds(IReadOnlyList<Checkpoint> folds, RegionDerivation stretch) =>
        folds.Where(fold => fold.At <= stretch.From.At || fold.At >= stretch.To);
}
