using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What ingest relies on in its ledger.</summary>
public abstract class IntakeContract : LedgerSetting
{
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
        Assert.Null(await Door.Derivations.ClaimAsync(9, [], Cancel));
    }

    [Fact]
    public async Task What_is_refused_is_counted_by_its_reason_and_the_rest_of_its_batch_is_stored()
    {
        await Door.Retention.SealAsync(Minute(-120), Cancel);

        var receipt = await Door.Results.StoreAsync(
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
        await Door.Retention.SealAsync(Minute(-120), Cancel);

        var receipt = await StoreAsync(Up("pbx", -122), Up("pbx", -121), Up("pbx", 0));

        Assert.Equal((1, 0), Counts(receipt));
        Assert.Equal(2, receipt.Refused[Refusals.TooLate]);
    }

    private async Task<IEnumerable<JudgedResult>> ResultsAsync()
    {
        await using var claimed = await ClaimAsync();
        var view = new View(1, 2);
        var all = new Dictionary<View, Window> { [view] = new(Minute(-600), Minute(600)) };
        return (await claimed.Regions.ResultsAsync(all, Cancel))[view];
    }

    private static (int Stored, int Duplicates) Counts(StoreReceipt receipt) => (receipt.Stored, receipt.Duplicates);

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
}
