using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Reconciliation;

public sealed class MissingSlotsTests(LabFixture lab)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Stored_and_missing_are_together_the_expected_slots_over_changes_and_the_end_of_a_lifetime()
    {
        await using var centre = await Centre.StartAsync(
            lab,
            Samples.Catalog(Samples.Target("pbx"), Samples.Target("web"))
        );
        centre.SetTime(Samples.Noon + (5 * Minute));
        await centre.ApplyAsync(
            Samples.Catalog(
                Samples.Target("pbx") with
                {
                    Interval = TimeSpan.FromSeconds(20),
                    Regions = ["prague"],
                },
                Samples.Target("web")
            )
        );
        centre.SetTime(Samples.Noon + (8 * Minute));
        await centre.ApplyAsync(Samples.Catalog(Samples.Target("web")));
        centre.SetTime(Samples.Noon + (60 * Minute));

        var expected = Slots("prague", 60, 0, 5).Concat(Slots("prague", 20, 5, 8)).ToList();
        await centre.IngestAsync(
            expected.Where((_, place) => place % 2 == 0).Select(slot => Samples.Result("pbx", "prague", slot))
        );
        var missing = await ReadAsync(centre, "prague", 60);

        Assert.Equal(expected.Where((_, place) => place % 2 == 1), missing.Select(slot => slot.ScheduledAt));
        Assert.Equal(Slots("brno", 60, 0, 5), (await ReadAsync(centre, "brno", 60)).Select(slot => slot.ScheduledAt));
        Assert.Equal(missing.Count + 10, (await ReadAsync(centre, null, 60)).Count);
    }

    [Fact]
    public async Task A_slot_whose_result_may_still_be_under_way_is_not_missing_yet()
    {
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));
        var first = Slots("prague", 60, 0, 5).First();
        var due = first + TimeSpan.FromSeconds(30 + 5 + 5); // half an interval late, its time limit, the way here

        Assert.Empty(await ReadAsync(centre, "prague", 5, due - TimeSpan.FromMicroseconds(1)));
        Assert.Equal([new MissingSlot("pbx", "prague", first)], await ReadAsync(centre, "prague", 5, due));
    }

    [Fact]
    public async Task Counted_are_the_same_slots_by_region_in_as_few_statements_for_many_targets_as_for_one()
    {
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));
        var random = new Random(6);
        await StoreSomeAsync(["pbx"]);
        var (ofOne, statements) = await CountAsync();
        Assert.Equal(await EachAsync(1), ofOne);

        var all = Enumerable.Range(0, 40).Select(number => $"t{number}").Append("pbx").ToList();
        await centre.ApplyAsync(Samples.Catalog([.. all.Select(Samples.Target)]));
        await StoreSomeAsync([.. all.SkipLast(1)]);
        var (ofAll, statementsOfAll) = await CountAsync();

        Assert.Equal(await EachAsync(41), ofAll);
        Assert.Equal(statements, statementsOfAll);
        Assert.InRange(statements, 1, 10);

        // Of each view everything, all but one, or what no slot expects instead of one.
        async Task StoreSomeAsync(List<string> targets)
        {
            centre.SetTime(Samples.Noon + (30 * Minute));
            await centre.IngestAsync(
                targets.SelectMany(target =>
                    Samples.Regions.SelectMany(region =>
                    {
                        var slots = Slots(region, 60, 0, 30, target).ToList();
                        var chosen = random.Next(slots.Count);
                        slots[chosen] += random.Next(3) * TimeSpan.FromSeconds(1);
                        return slots
                            .Where((_, place) => place != chosen || random.Next(2) == 0)
                            .Select(slot => Samples.Result(target, region, slot));
                    })
                )
            );
        }

        async Task<(List<((string, string), int)> Missing, int Statements)> CountAsync()
        {
            using var count = new StatementCount();
            var missing = await new MissingReads(centre.Database.Source).CountAsync(
                new Window(Samples.Noon, Instant.Now(centre.Time)),
                Instant.Now(centre.Time),
                TestContext.Current.CancellationToken
            );
            return ([.. missing.Select(each => (each.Key, each.Value)).Order()], count.Value);
        }

        async Task<List<((string, string), int)>> EachAsync(int targets)
        {
            var slots = new List<MissingSlot>();
            for (var target = 1; target <= targets; target++)
                slots.AddRange(await ReadAsync(centre, null, 30, target: target));

            return
            [
                .. slots.CountBy(slot => (slot.Target, slot.Region)).Select(each => (each.Key, each.Value)).Order(),
            ];
        }
    }

    private static async Task<IReadOnlyList<MissingSlot>> ReadAsync(
        Centre centre,
        string? region,
        int minutes,
        Instant? now = null,
        int target = 1
    ) =>
        await new MissingReads(centre.Database.Source).ReadAsync(
            target,
            region,
            new Window(Samples.Noon, Samples.Noon + (minutes * Minute)),
            now ?? Instant.Now(centre.Time),
            TestContext.Current.CancellationToken
        );

    private static IEnumerable<Instant> Slots(string region, int seconds, int from, int to, string target = "pbx")
    {
        var interval = TimeSpan.FromSeconds(seconds);
        var phase = Ringback.Model.Sla.Slots.Phase(target, region, interval);
        var slot = Ringback.Model.Sla.Slots.FirstAtOrAfter(Samples.Noon + (from * Minute), phase, interval);
        for (; slot < Samples.Noon + (to * Minute); slot += interval)
            yield return slot;
    }
}
