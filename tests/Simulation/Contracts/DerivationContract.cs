using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What derivers rely on in their ledger.</summary>
public abstract class DerivationContract : LedgerSetting
{
    [Fact]
    public async Task Two_derivers_never_hold_one_target_and_what_one_lets_go_another_gets()
    {
        await StoreAsync(Up("web", 0));
        await StoreAsync(Up("pbx", 0));

        var first = await ClaimAsync(1);
        await using var second = await ClaimAsync();
        Assert.Equal([2], first.Targets.Select(target => target.Id));
        Assert.Equal([1], second.Targets.Select(target => target.Id));
        Assert.Null(await Door.Derivations.ClaimAsync(9, [], Cancel));

        await first.DisposeAsync();
        Assert.Null(await Door.Derivations.ClaimAsync(9, [2], Cancel));
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
        Assert.Empty(await Door.EventsAsync(0));
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

        Assert.Equal(0, await Door.Derivations.TouchDueAsync(Minute(3) - TimeSpan.FromMicroseconds(1), Cancel));
        Assert.Equal(1, await Door.Derivations.TouchDueAsync(Minute(3), Cancel));
        Assert.Equal(0, await Door.Derivations.TouchDueAsync(Minute(4), Cancel));
        await using var again = await ClaimAsync();
        var touch = Assert.Single(Assert.Single(again.Targets).Touches);
        Assert.Equal((null, Minute(3)), (touch.Region, touch.At));
    }

    [Fact]
    public async Task Ids_of_events_grow_in_the_order_of_commits_so_that_a_cursor_misses_none()
    {
        string[] names = [.. Enumerable.Range(1, 6).Select(i => $"t{i}")];
        await Door.ApplyAsync(Catalog([.. names.Select(Target)]), Minute(1));
        await StoreAsync(Up("t1", 1));
        await StoreAsync(Up("t2", 1));
        await using (var first = await ClaimAsync(1))
        await using (var second = await ClaimAsync(1))
        {
            await CommitAsync(second, 7, 7);
            await CommitAsync(first, 8);
        }

        Assert.Equal([7, 7, 8], (await Door.EventsAsync(0)).Select(each => each.Target));

        var committing = Task.WhenAll(names.Select(name => Task.Run(() => CommitOftenAsync(name), Cancel)));
        var seen = new List<long>();
        while (!committing.IsCompleted)
            await LookAsync();

        await committing;
        await LookAsync();
        Assert.Equal((await Door.EventsAsync(0)).Select(each => each.Id), seen);

        async Task LookAsync() =>
            seen.AddRange((await Door.EventsAsync(seen.LastOrDefault(0))).Select(each => each.Id));
    }

    private async Task CommitOftenAsync(string name)
    {
        for (var minute = 2; minute < 10; minute++)
        {
            await StoreAsync(Up(name, minute));
            while (await Door.Derivations.ClaimAsync(1, [], Cancel) is { } claimed)
            {
                await using (claimed)
                    await CommitAsync(claimed, 1, 2);
            }
        }
    }

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
}
