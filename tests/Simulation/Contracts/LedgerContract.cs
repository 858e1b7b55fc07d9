using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What ingest and derivers rely on in their ledger; held by Postgres and by the simulated one alike.</summary>
public abstract class LedgerContract : IAsyncLifetime
{
    private protected static readonly Instant Noon = Instant.From(
        new DateTimeOffset(2026, 10, 5, 12, 0, 0, TimeSpan.Zero)
    );
    private static readonly string[] Regions = ["brno", "prague"];
    private static readonly Dictionary<int, Instant?> Never = [];

    private ILedgerDoor _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await OpenAsync();
        await _ledger.ApplyAsync(Catalog(Target("pbx"), Target("web")), Noon);
        await ForgetAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _ledger.DisposeAsync();
    }

    [Fact]
    public async Task Of_results_with_one_identity_one_counts_whatever_their_order()
    {
        var variants = Variants().ToList();
        var slot = Noon;
        var expected = new List<JudgedResult>();
        foreach (var left in variants)
        {
            foreach (var right in variants)
            {
                slot += TimeSpan.FromSeconds(1);
                var (one, other) = (left with { ScheduledAt = slot }, right with { ScheduledAt = slot });
                var isBetter = ResultPrecedence.Compare(other, one) < 0;
                Assert.Equal((1, 0), Counts(await StoreAsync(one)));
                Assert.Equal(isBetter ? (1, 0) : (0, 1), Counts(await StoreAsync(other)));
                expected.Add(new JudgedResult(slot, Trigger.Schedule, isBetter ? other.Outcome : one.Outcome));
            }
        }

        Assert.Equal(expected, await ResultsAsync());
    }

    [Fact]
    public async Task A_batch_is_stored_beside_what_is_there_each_identity_by_itself()
    {
        await StoreAsync(Up("pbx", 0), Up("pbx", 2));

        var receipt = await StoreAsync(
            Up("pbx", 3),
            Up("pbx", 2) with
            {
                Outcome = Outcome.Down,
                Reason = Reason.Timeout,
                StartedAt = Noon,
            },
            Up("pbx", 0),
            Up("pbx", 0) with
            {
                Trigger = Trigger.Confirm,
            }
        );

        Assert.Equal((3, 1), Counts(receipt));
        Assert.Equal(
            [
                new JudgedResult(Minute(0), Trigger.Schedule, Outcome.Up),
                new JudgedResult(Minute(0), Trigger.Confirm, Outcome.Up),
                new JudgedResult(Minute(2), Trigger.Schedule, Outcome.Down),
                new JudgedResult(Minute(3), Trigger.Schedule, Outcome.Up),
            ],
            await ResultsAsync()
        );
    }

    [Fact]
    public async Task Every_full_hour_with_a_change_is_touched_at_its_first_and_a_duplicate_touches_nothing()
    {
        await StoreAsync(Up("pbx", 75), Up("pbx", 5), Up("pbx", 61), Up("pbx", 59), Up("pbx", 0, "brno"));
        await StoreAsync(Up("pbx", -60) with { Trigger = Trigger.Manual });
        await using (var claimed = await ClaimAsync())
        {
            var target = Assert.Single(claimed.Targets);
            Assert.Equal([Minute(0), Minute(5), Minute(61)], Moments(target));
            Assert.Equal(2, target.Touches.Select(touch => touch.Region).Distinct().Count());
            await CommitAsync(claimed);
        }

        await StoreAsync(Up("pbx", 75), Up("pbx", 0, "brno"));
        Assert.Null(await _ledger.Derivations.ClaimAsync(9, [], Cancel));
    }

    [Fact]
    public async Task What_is_refused_is_counted_by_its_reason_and_the_rest_of_its_batch_is_stored()
    {
        await _ledger.SealAsync(Minute(-120));

        var receipt = await _ledger.Results.StoreAsync(
            [
                new TakenResult(Up("pbx", 1), null),
                new TakenResult(Up("pbx", 2), Refusals.ClockSkew),
                new TakenResult(Up("nobody", 1), null),
                new TakenResult(Up("pbx", 1, "nowhere"), null),
                new TakenResult(Up("pbx", -121), null),
                new TakenResult(Up("nobody", -121), null),
                new TakenResult(Up("pbx", -120), null),
            ],
            Minute(90),
            Cancel
        );

        Assert.Equal((2, 0), Counts(receipt));
        Assert.Equal(
            new Dictionary<string, int>
            {
                [Refusals.ClockSkew] = 1,
                [Refusals.TooLate] = 2,
                [Refusals.UnknownRegion] = 1,
                [Refusals.UnknownTarget] = 1,
            }.OrderBy(each => each.Key),
            receipt.Refused.OrderBy(each => each.Key)
        );
        await using var claimed = await ClaimAsync();
        Assert.Equal([Minute(-120), Minute(1)], Moments(Assert.Single(claimed.Targets)));
        Assert.Equal(Minute(-120), await claimed.Rollups.HorizonAsync(Cancel));
    }

    [Fact]
    public async Task A_day_that_is_sealed_while_results_come_is_closed_at_once()
    {
        await StoreAsync(Up("pbx", -121));
        await _ledger.SealAsync(Minute(-120));

        var receipt = await StoreAsync(Up("pbx", -122), Up("pbx", -121), Up("pbx", 0));

        Assert.Equal((1, 0), Counts(receipt));
        Assert.Equal(2, receipt.Refused[Refusals.TooLate]);
    }

    [Fact]
    public async Task Two_derivers_never_hold_one_target_and_what_one_lets_go_another_gets()
    {
        await StoreAsync(Up("web", 0));
        await StoreAsync(Up("pbx", 0));

        var first = await ClaimAsync(1);
        await using var second = await ClaimAsync();
        Assert.Equal([2], first.Targets.Select(target => target.Id));
        Assert.Equal([1], second.Targets.Select(target => target.Id));
        Assert.Null(await _ledger.Derivations.ClaimAsync(9, [], Cancel));

        await first.DisposeAsync();
        Assert.Null(await _ledger.Derivations.ClaimAsync(9, [2], Cancel));
        await using var again = await ClaimAsync();
        Assert.Equal(first.Targets[0].Touches, Assert.Single(again.Targets).Touches);
    }

    [Fact]
    public async Task What_comes_after_a_claim_is_touched_still_when_that_is_committed()
    {
        await StoreAsync(Up("pbx", 0));
        await using (var claimed = await ClaimAsync())
        {
            await StoreAsync(Up("pbx", 1), Up("pbx", 70));
            await CommitAsync(claimed);
        }

        await using var again = await ClaimAsync();
        Assert.Equal([Minute(1), Minute(70)], Moments(Assert.Single(again.Targets)));
        Assert.Equal(Minute(90), again.Targets[0].DerivedAt);
    }

    [Fact]
    public async Task A_transaction_sees_its_own_writes_and_others_see_them_once_it_is_committed()
    {
        await StoreAsync(Up("pbx", 0));
        await StoreAsync(Up("web", 0));
        await using var writer = await ClaimAsync(1);
        await using var reader = await ClaimAsync();
        var day = new ViewDay(new View(1, 1), ViewDay.DayOf(Noon));
        await WriteAsync(writer, day);

        Assert.Equal((2, 1, 1), await SeenAsync(writer, day));
        Assert.Equal((0, 0, 0), await SeenAsync(reader, day));

        await CommitAsync(writer);
        Assert.Equal((2, 1, 1), await SeenAsync(reader, day));
    }

    [Fact]
    public async Task What_is_not_committed_leaves_nothing_but_the_touch()
    {
        await StoreAsync(Up("pbx", 0));
        var day = new ViewDay(new View(1, 1), ViewDay.DayOf(Noon));
        await using (var dies = await ClaimAsync())
            await WriteAsync(dies, day);

        await using var next = await ClaimAsync();
        Assert.Equal([Minute(0)], Moments(Assert.Single(next.Targets)));
        Assert.Equal((0, 0, 0), await SeenAsync(next, day));
        Assert.Null(next.Targets[0].RolledTo);
        Assert.Empty(await _ledger.EventsAsync(0));
    }

    [Fact]
    public async Task Verdicts_are_read_from_the_last_turn_to_up_on_and_replaced_from_an_instant_on()
    {
        await StoreAsync(Up("pbx", 0));
        await using var claimed = await ClaimAsync();
        await WriteVerdictsAsync(claimed, 0, Verdict.Up, Verdict.Down, Verdict.Up, Verdict.Partial, Verdict.Down);
        await WriteVerdictsAsync(claimed, 4, Verdict.Degraded, Verdict.Up);

        var read = await claimed.TargetVerdicts.ReadAsync(new Dictionary<int, Instant> { [1] = Minute(4) }, Cancel);
        Assert.Equal(Minute(2), read[1].From);
        Assert.Equal(
            [Verdict.Up, Verdict.Partial, Verdict.Degraded, Verdict.Up],
            read[1].Verdicts.Changes.Select(change => change.Value)
        );
        var none = await claimed.TargetVerdicts.ReadAsync(new Dictionary<int, Instant> { [2] = Minute(4) }, Cancel);
        Assert.Equal((Instant.MinValue, 0), (none[2].From, none[2].Verdicts.Changes.Count));
    }

    [Fact]
    public async Task Incidents_that_were_merged_or_withdrawn_are_read_no_more_and_ids_are_never_given_twice()
    {
        await StoreAsync(Up("pbx", 0));
        var ids = new List<long>();
        for (var time = 0; time < 2; time++)
        {
            await using var claimed = await ClaimAsync();
            for (var minute = 0; minute < 4; minute++)
                ids.Add(await OpenAsync(claimed, minute));

            var (earliest, second, third) = (ids[^4], ids[^3], ids[^2]);
            await claimed.TargetIncidents.MergeAsync(second, earliest, Noon, Cancel);
            await claimed.TargetIncidents.WithdrawAsync(third, Noon, Cancel);
            var all = await claimed.TargetIncidents.ReadAsync(new Dictionary<int, Instant> { [1] = Minute(0) }, Cancel);
            Assert.Equal([earliest, ids[^1]], all[1].Select(each => each.Id).Order());
            var later = await claimed.TargetIncidents.ReadAsync(
                new Dictionary<int, Instant> { [1] = Minute(1) },
                Cancel
            );
            Assert.Equal([ids[^1]], later[1].Select(each => each.Id));
        }

        Assert.Equal(8, ids.Distinct().Count());
        Assert.Equal(ids.Order(), ids);
    }

    [Fact]
    public async Task Of_a_component_one_deriver_writes_at_a_time_and_the_next_sees_its_work()
    {
        await StoreAsync(Up("pbx", 0));
        await StoreAsync(Up("web", 0));
        var from = new Dictionary<int, Instant> { [1] = Noon };
        await using var first = await ClaimAsync(1);
        await using var second = await ClaimAsync();
        await first.Components.LockAsync(from, Cancel);
        var waiting = second.Components.LockAsync(from, Cancel);

        await WriteVerdictsAsync(first, 0, Verdict.Up, Verdict.Down);
        Assert.False(waiting.IsCompleted);
        await CommitAsync(first);

        var seen = Assert.Single(await waiting);
        Assert.Equal([0, 2], seen.Members.Select(member => member.Verdicts.Changes.Count).Order());
    }

    [Fact]
    public async Task What_time_alone_changes_is_touched_once_when_its_time_has_come()
    {
        await StoreAsync(Up("pbx", 0));
        await using (var claimed = await ClaimAsync())
        {
            var due = new Dictionary<int, Instant?> { [1] = Minute(3) };
            await claimed.CommitAsync(due, Minute(1), [], Cancel);
        }

        Assert.Equal(0, await _ledger.Derivations.TouchDueAsync(Minute(3) - TimeSpan.FromMicroseconds(1), Cancel));
        Assert.Equal(1, await _ledger.Derivations.TouchDueAsync(Minute(3), Cancel));
        Assert.Equal(0, await _ledger.Derivations.TouchDueAsync(Minute(4), Cancel));
        await using var again = await ClaimAsync();
        var touch = Assert.Single(Assert.Single(again.Targets).Touches);
        Assert.Equal((null, Minute(3)), (touch.Region, touch.At));
    }

    [Fact]
    public async Task Ids_of_events_grow_in_the_order_of_commits_so_that_a_cursor_misses_none()
    {
        string[] names = [.. Enumerable.Range(1, 6).Select(i => $"t{i}")];
        await _ledger.ApplyAsync(Catalog([.. names.Select(Target)]), Minute(1));
        await StoreAsync(Up("t1", 1));
        await StoreAsync(Up("t2", 1));
        await using (var first = await ClaimAsync(1))
        await using (var second = await ClaimAsync(1))
        {
            await CommitAsync(second, 7, 7);
            await CommitAsync(first, 8);
        }

        Assert.Equal([7, 7, 8], (await _ledger.EventsAsync(0)).Select(each => each.Target));

        var committing = Task.WhenAll(names.Select(name => Task.Run(() => CommitOftenAsync(name), Cancel)));
        var seen = new List<long>();
        while (!committing.IsCompleted)
            await LookAsync();

        await committing;
        await LookAsync();
        Assert.Equal((await _ledger.EventsAsync(0)).Select(each => each.Id), seen);

        async Task LookAsync() =>
            seen.AddRange((await _ledger.EventsAsync(seen.LastOrDefault(0))).Select(each => each.Id));
    }

    [Fact]
    public async Task A_claim_knows_the_catalogs_that_were_taken()
    {
        var work = new MaintenanceWindow("work", "Work", new OneOff(Minute(20), Minute(30)), [], ["calls"]);
        var own = new MaintenanceWindow("own", "Own", new OneOff(Minute(25), Minute(40)), ["web"], []);
        await _ledger.ApplyAsync(
            Catalog(Target("pbx") with { Regions = ["prague"] }, Target("web") with { Quorum = Quorum.Any }) with
            {
                Maintenance = [work, own],
            },
            Minute(10)
        );

        await using var claimed = await ClaimAsync();
        var (pbx, web) = (claimed.Targets.Single(t => t.Id == 1), claimed.Targets.Single(t => t.Id == 2));
        Assert.Equal([new Window(Noon, Instant.MaxValue)], pbx.Lifetime);
        Assert.Equal([new Window(Noon, Minute(10))], pbx.Assignments[1]);
        Assert.Equal([new Window(Noon, Instant.MaxValue)], pbx.Assignments[2]);
        Assert.Equal([Minute(10), Minute(10), Minute(10), Minute(20)], Moments(pbx));
        Assert.Equal([new Window(Minute(20), Minute(30))], pbx.Maintenance);
        Assert.Equal(
            [Quorum.Majority, Quorum.Any],
            [web.Settings.At(Minute(9)).Quorum, web.Settings.At(Minute(10)).Quorum]
        );
        Assert.Equal([new Window(Minute(20), Minute(40))], web.Maintenance);
        Assert.Equal([new Membership(1, new Window(Noon, Instant.MaxValue))], web.Memberships);
        Assert.Equal([Minute(10), Minute(10), Minute(10), Minute(20)], Moments(web));
        Assert.Equal([null, (short)1, (short)2], web.Touches.Select(touch => touch.Region).Distinct().Order());
    }

    [Fact]
    public async Task A_window_that_is_moved_or_taken_back_touches_whom_it_concerned_from_its_first_instant_on()
    {
        var work = new MaintenanceWindow("work", "Work", new OneOff(Minute(20), Minute(30)), ["pbx"], []);
        var catalog = Catalog(Target("pbx"), Target("web"));
        await _ledger.ApplyAsync(catalog with { Maintenance = [work] }, Minute(1));
        await ForgetAsync();

        var moved = work with { Time = new OneOff(Minute(25), Minute(50)) };
        await _ledger.ApplyAsync(catalog with { Maintenance = [moved] }, Minute(40));
        await using (var claimed = await ClaimAsync())
        {
            var target = Assert.Single(claimed.Targets);
            Assert.Equal([Minute(20)], Moments(target));
            Assert.Equal([new Window(Minute(25), Minute(50))], target.Maintenance);
            await CommitAsync(claimed);
        }

        // A window that is no longer named ends; what of it has been stays.
        await _ledger.ApplyAsync(catalog, Minute(45));
        await using var last = await ClaimAsync();
        Assert.Equal([new Window(Minute(25), Minute(45))], Assert.Single(last.Targets).Maintenance);
    }

    private protected abstract Task<ILedgerDoor> OpenAsync();

    private async Task CommitOftenAsync(string name)
    {
        for (var minute = 2; minute < 10; minute++)
        {
            await StoreAsync(Up(name, minute));
            while (await _ledger.Derivations.ClaimAsync(1, [], Cancel) is { } claimed)
            {
                await using (claimed)
                    await CommitAsync(claimed, 1, 2);
            }
        }
    }

    private async Task ForgetAsync()
    {
        while (await _ledger.Derivations.ClaimAsync(9, [], Cancel) is { } claimed)
        {
            await using (claimed)
                await claimed.CommitAsync(Never, Noon, [], Cancel);
        }
    }

    private async Task<IDerivation> ClaimAsync(int limit = 9)
    {
        var claimed = await _ledger.Derivations.ClaimAsync(limit, [], Cancel);
        Assert.NotNull(claimed);
        return claimed;
    }

    private static Task CommitAsync(IDerivation derivation, params int[] events) =>
        derivation.CommitAsync(
            derivation.Targets.ToDictionary(target => target.Id, _ => (Instant?)null),
            Minute(90),
            [.. events.Select(target => new LedgerEvent(EventKinds.Verdict, target, null, null, Noon, "{}"))],
            Cancel
        );

    private static async Task WriteAsync(IDerivation derivation, ViewDay day)
    {
        await WriteVerdictsAsync(derivation, 0, Verdict.Up, Verdict.Down);
        await OpenAsync(derivation, 1);
        var hour = HourRollup.Of(
            Noon,
            [new RolledRun(Noon, Trigger.Schedule, Outcome.Up, null, TimeSpan.FromSeconds(1), [])],
            [Window.Always],
            []
        );
        await derivation.Rollups.WriteAsync(
            new Dictionary<ViewDay, DayRollup> { [day] = DayRollup.Empty.With(12, hour) },
            Cancel
        );
        await derivation.Rollups.AdvanceAsync(new Dictionary<int, Instant> { [1] = Minute(60) }, Cancel);
    }

    /// <summary>How many verdicts, incidents and rollups there are.</summary>
    private static async Task<(int Verdicts, int Incidents, int Rollups)> SeenAsync(IDerivation derivation, ViewDay day)
    {
        var from = new Dictionary<int, Instant> { [1] = Instant.MinValue };
        return (
            (await derivation.TargetVerdicts.ReadAsync(from, Cancel))[1].Verdicts.Changes.Count,
            (await derivation.TargetIncidents.ReadAsync(from, Cancel))[1].Count(),
            (await derivation.Rollups.DaysAsync([(day.View, day.Day, day.Day)], Cancel)).Count
        );
    }

    private static Task WriteVerdictsAsync(IDerivation derivation, int minute, params Verdict[] minutes) =>
        derivation.TargetVerdicts.WriteAsync(
            [(1, Minute(minute), [.. minutes.Select((each, i) => new Change<Verdict>(Minute(minute + i), each))])],
            Cancel
        );

    private static Task<long> OpenAsync(IDerivation derivation, int minute) =>
        derivation.TargetIncidents.OpenAsync(1, new Incident(Minute(minute), null, Verdict.Down), Noon, Cancel);

    private async Task<IEnumerable<JudgedResult>> ResultsAsync()
    {
        await using var claimed = await ClaimAsync();
        var view = new View(1, 2);
        var all = new Dictionary<View, Window> { [view] = new(Minute(-600), Minute(600)) };
        return (await claimed.Regions.ResultsAsync(all, Cancel))[view];
    }

    private Task<StoreReceipt> StoreAsync(params ProbeResult[] results) =>
        _ledger.Results.StoreAsync([.. results.Select(each => new TakenResult(each, null))], Minute(90), Cancel);

    private static (int Stored, int Duplicates) Counts(StoreReceipt receipt) => (receipt.Stored, receipt.Duplicates);

    private static IEnumerable<Instant> Moments(ClaimedTarget target) =>
        target.Touches.Select(touch => touch.At).OrderBy(at => at.Microseconds);

    private static Instant Minute(int minute) => Noon + TimeSpan.FromMinutes(minute);

    private static IEnumerable<ProbeResult> Variants() =>
        from outcome in new[] { Outcome.Up, Outcome.Degraded, Outcome.Down, Outcome.Unknown }
        from reason in new Reason?[] { Reason.Timeout, Reason.AuthFailed }
        where outcome != Outcome.Up || reason == Reason.Timeout
        from late in new[] { 0, 1 }
        select Up("pbx", 0) with
        {
            Outcome = outcome,
            Reason = outcome == Outcome.Up ? null : reason,
            StartedAt = Noon + TimeSpan.FromSeconds(late),
        };

    private static ProbeResult Up(string target, int minute, string region = "prague") =>
        new()
        {
            Target = target,
            Region = region,
            ScheduledAt = Minute(minute),
            StartedAt = Minute(minute) + TimeSpan.FromMilliseconds(1),
            Trigger = Trigger.Schedule,
            Outcome = Outcome.Up,
        };

    private static Catalog Catalog(params IReadOnlyList<Target> targets) =>
        new()
        {
            Regions = [.. Regions.Select(id => new Region(id, id))],
            Components = [new Component("calls", "Calls", null, [.. targets.Select(target => target.Id)])],
            Targets = targets,
        };

    private static Target Target(string id) =>
        new()
        {
            Id = id,
            Name = id,
            Regions = Regions,
            Interval = TimeSpan.FromSeconds(60),
            Timeout = TimeSpan.FromSeconds(5),
            Check = new HttpsCheck { Url = new Uri($"https://{id}.test/") },
        };
}
