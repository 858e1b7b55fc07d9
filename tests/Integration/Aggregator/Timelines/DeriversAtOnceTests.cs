using Ringback.Aggregator.Timelines;
using Ringback.Model.Results;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Timelines;

public sealed class DeriversAtOnceTests(LabFixture lab)
{
    [Fact]
    public async Task Derivers_that_work_at_once_while_results_come_in_agree_with_one_that_works_alone()
    {
        const int Minutes = 30;
        string[] names = ["t1", "t2", "t3", "t4", "t5", "t6"];
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog([.. names.Select(Samples.Target)]));
        await using var alone = await Centre.StartAsync(lab, Samples.Catalog([.. names.Select(Samples.Target)]));
        var now = Samples.Noon + TimeSpan.FromMinutes(62); // the hour of the results is over
        centre.SetTime(now);
        alone.SetTime(now);
        var random = new Random(7);
        var results = names
            .SelectMany(name =>
                Samples.Regions.SelectMany(region =>
                    Enumerable
                        .Range(0, Minutes)
                        .Select(minute =>
                            Samples.Result(
                                name,
                                region,
                                Samples.Noon + TimeSpan.FromMinutes(minute),
                                random.Next(3) == 0 ? Outcome.Down : Outcome.Up
                            )
                        )
                )
            )
            .ToArray();
        random.Shuffle(results);

        var ingesting = Task.WhenAll(results.Chunk(40).Select(chunk => Task.Run(() => centre.IngestAsync(chunk))));
        var deriving = Enumerable.Range(0, 4).Select(_ => Task.Run(() => DeriveUntilAsync(centre, ingesting))).ToList();
        await ingesting;
        await Task.WhenAll(deriving);
        await centre.DeriveAsync();

        await alone.IngestAsync(results);
        await alone.DeriveAsync();
        foreach (var name in names)
        {
            Assert.Equal(await alone.StatesAsync(name), await centre.StatesAsync(name));
            Assert.Equal(await alone.VerdictsAsync(name), await centre.VerdictsAsync(name));
        }

        const string Rollups =
            "select target, region, day::text, encode(hours, 'hex'), encode(total, 'hex') from rollup order by 1, 2, 3";
        var rollups = await centre.Database.RowsAsync(Rollups);
        Assert.Equal(names.Length * Samples.Regions.Length, rollups.Count);
        Assert.Equal(await alone.Database.RowsAsync(Rollups), rollups);

        const string Components = "select at, verdict from component_verdict order by at";
        const string Incidents =
            "select target, component, opened_at, closed_at, severity from incident where merged_into is null and not withdrawn order by 1, 2, 3";
        Assert.Equal(await alone.Database.RowsAsync(Components), await centre.Database.RowsAsync(Components));
        Assert.Equal(await alone.Database.RowsAsync(Incidents), await centre.Database.RowsAsync(Incidents));
        Assert.Empty(await centre.Database.RowsAsync("select 1 from every_touch"));
    }

    private static async Task DeriveUntilAsync(Centre centre, Task ingesting)
    {
        var deriver = new Deriver(new Derivations(centre.Database.Source), centre.Time);
        while (await deriver.DeriveAsync(2, [], TestContext.Current.CancellationToken) > 0 || !ingesting.IsCompleted)
            await Task.Yield();
    }
}
