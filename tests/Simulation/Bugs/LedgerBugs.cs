using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;
using Ringback.Store.Timelines;
using Ringback.Tests.Simulation.Doors.Ledger;

namespace Ringback.Tests.Simulation.Bugs;

internal static class LedgerBugs
{
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("the last writer counts") { WrongTables = () => new Precedence((_, _) => true) },
        new("the first to arrive counts") { WrongTables = () => new Precedence((_, _) => false) },
        new("unknown counts where it began earlier")
        {
            WrongTables = () => new Precedence((later, stored) => later.StartedAt < stored.StartedAt),
        },
        new("again is told by a window of time") { WrongTables = () => new DedupByWindow() },
        new("one touch a target is enough") { WrongTables = () => new OneTouch() },
        new("touches the latest slot that changed") { WrongTables = () => new TouchesLatest() },
        new("silence touches nothing") { WrongTables = () => new NeverDue() },
        new("forgets touches that it has not read") { WrongTransaction = tables => new ForgetsAll(tables) },
        new("a touch is deleted when it is read") { WrongTransaction = tables => new ForgetsOnRead(tables) },
        new("results are read before the lock is had") { WrongTransaction = tables => new StaleRead(tables) },
        new("two derivers of one target at once") { WrongTransaction = tables => new NoTargetLock(tables) },
        new("two derivers of one component at once") { WrongTransaction = tables => new NoComponentLock(tables) },
        new("late results do not go back before the newest checkpoint")
        {
            WrongTransaction = tables => new NoRewind(tables),
        },
        new("a sealed day takes results") { WrongTables = () => new TakesSealed() },
        new("what is ahead of the clock is dropped without a word") { WrongTables = () => new DropsAhead() },
        new("work that is moved touches nobody") { WrongTables = () => new MovesSilently() },
        new("a day goes in the moment that it is sealed") { WrongTables = () => new DropsAtOnce() },
        new("a day is dropped that is not sealed") { WrongTables = () => new DropsUnsealed() },
        new("what is kept of a sealed day is a blank") { WrongTransaction = tables => new KeepsNothing(tables) },
        new("no checkpoint is left of a sealed day") { WrongTransaction = tables => new ForgetsCheckpoints(tables) },
        new("the settings of today judge the past") { WrongTransaction = tables => new JudgesByNewest(tables) },
    ];

    /// <summary>Although somebody has yet to derive it.</summary>
    private sealed class DropsAtOnce : LedgerTables
    {
        public override void Seal(Instant before)
        {
            base.Seal(before);
            var waiting = Touched.ToList();
            Touched.Clear();
            DropResults(before);
            Touched.AddRange(waiting);
        }
    }

    private sealed class DropsUnsealed : LedgerTables
    {
        public override int DropResults(Instant before) => base.DropResults(before + TimeSpan.FromDays(1));
    }

    /// <summary>As if nothing had been known at the horizon.</summary>
    private sealed class KeepsNothing(LedgerTables tables) : LedgerTransaction(tables)
    {
        public override void Keep(IReadOnlyDictionary<View, Checkpoint> checkpoints) =>
            base.Keep(
                checkpoints.ToDictionary(each => each.Key, each => each.Value with { Fold = RegionFold.Undecided })
            );
    }

    /// <summary>Whoever replays from before midnight begins with nothing.</summary>
    private sealed class ForgetsCheckpoints(LedgerTables tables) : LedgerTransaction(tables)
    {
        public override void Keep(IReadOnlyDictionary<View, Checkpoint> checkpoints)
        {
            base.Keep(checkpoints);
            foreach (var view in checkpoints.Keys.Where(Tables.Views.ContainsKey))
                Tables.Views[view] = Tables.Views[view] with { Folds = [] };
        }
    }

    private sealed class DropsAhead : LedgerTables
    {
        public override StoreReceipt Store(IReadOnlyList<TakenResult> taken, Instant receivedAt) =>
            base.Store([.. taken.Where(each => each.Refusal != Refusals.ClockSkew)], receivedAt);
    }

    private sealed class TakesSealed : LedgerTables
    {
        protected override bool IsTooLate(ProbeResult result) => false;
    }

    private sealed class MovesSilently : LedgerTables
    {
        protected override void Announced(int target, Instant from) { }
    }

    private sealed class JudgesByNewest(LedgerTables tables) : LedgerTransaction(tables)
    {
        public override IReadOnlyList<ClaimedTarget> Facts(IReadOnlyList<int> claimed) =>
            [
                .. base.Facts(claimed)
                    .Select(target =>
                        target with
                        {
                            Settings = new StepFunction<TargetSettings>(target.Settings.Changes[^1].Value),
                        }
                    ),
            ];
    }

    private sealed class Precedence(Func<ProbeResult, ProbeResult, bool> takes) : LedgerTables
    {
        protected override bool TakesPrecedence(ProbeResult later, ProbeResult stored) => takes(later, stored);
    }

    private sealed class DedupByWindow : LedgerTables
    {
        private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);
        private readonly Dictionary<ResultKey, Instant> _seen = [];

        protected override bool Put(View view, ProbeResult result, Instant receivedAt)
        {
            if (_seen.TryGetValue(result.Key, out var seen) && receivedAt - seen < Window)
                return false;

            _seen[result.Key] = receivedAt;
            Results.TryAdd(view, []);
            Results[view][(result.ScheduledAt, result.Trigger)] = new ResultRow(result, receivedAt, Horizon);
            return true;
        }
    }

    private sealed class OneTouch : LedgerTables
    {
        public override void Touch(int target, short? region, Instant at)
        {
            if (!Touched.Any(touch => touch.Target == target && touch.Region == region))
                base.Touch(target, region, at);
        }
    }

    private sealed class TouchesLatest : LedgerTables
    {
        protected override Instant ToTouch(Instant? before, Instant slot) => Instant.Max(before ?? slot, slot);
    }

    private sealed class NeverDue : LedgerTables
    {
        public override int TouchDue(Instant now) => 0;
    }

    private sealed class ForgetsAll(LedgerTables tables) : LedgerTransaction(tables)
    {
        protected override void Forget(IReadOnlyList<ClaimedTarget> targets) =>
            Tables.Touched.RemoveAll(touch => targets.Any(target => target.Id == touch.Target));
    }

    private sealed class ForgetsOnRead(LedgerTables tables) : LedgerTransaction(tables)
    {
        public override IReadOnlyList<ClaimedTarget> Facts(IReadOnlyList<int> claimed)
        {
            var facts = base.Facts(claimed);
            Forget(facts);
            return facts;
        }
    }

    private sealed class StaleRead(LedgerTables tables) : LedgerTransaction(tables)
    {
        private readonly Dictionary<View, HashSet<(Instant, Trigger)>> _known = tables.Results.ToDictionary(
            view => view.Key,
            view => view.Value.Keys.ToHashSet()
        );

        public override ILookup<View, JudgedResult> Results(IReadOnlyDictionary<View, Window> windows) =>
            base.Results(windows)
                .SelectMany(view => view, (view, result) => (view.Key, Result: result))
                .Where(each =>
                    _known.TryGetValue(each.Key, out var known)
                    && known.Contains((each.Result.ScheduledAt, each.Result.Trigger))
                )
                .ToLookup(each => each.Key, each => each.Result);
    }

    private sealed class NoTargetLock(LedgerTables tables) : LedgerTransaction(tables)
    {
        public override IReadOnlyList<int> Claim(int limit, IReadOnlyCollection<int> except)
        {
            foreach (var row in Tables.Derivations.Values)
                row.Holder = null;

            return base.Claim(limit, except);
        }
    }

    private sealed class NoComponentLock(LedgerTables tables) : LedgerTransaction(tables)
    {
        public override bool TryLock(int component) => true;
    }

    private sealed class NoRewind(LedgerTables tables) : LedgerTransaction(tables)
    {
        private static readonly Instant LongAfter = new(4_000_000_000_000_000);

        public override IReadOnlyList<ClaimedTarget> Facts(IReadOnlyList<int> claimed) =>
            [
                .. base.Facts(claimed)
                    .Select(target =>
                        target with
                        {
                            Touches =
                            [
                                .. target.Touches.Select(touch =>
                                    touch.Region is null ? touch : touch with { At = LongAfter }
                                ),
                            ],
                        }
                    ),
            ];
    }
}
