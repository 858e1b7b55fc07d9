using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Cli.Ledger;

public sealed class VerifyTests(LabFixture lab) : IAsyncLifetime
{
    private Centre _centre = null!;

    /// <summary>Random results in random order over hours, a window of maintenance in between.</summary>
    public async ValueTask InitializeAsync()
    {
        _centre = await Centre.StartAsync(lab, Samples.Catalog());
        var random = new Random(7);
        var results = Enumerable
            .Range(0, 200)
            .SelectMany(_ => Samples.Regions, (minute, region) => (minute, region))
            .SelectMany(_ => new[] { "pbx", "web" }, (run, target) => (run.minute, run.region, target))
            .Where(_ => random.Next(8) > 0)
            .Select(run =>
                Samples.Result(
                    run.target,
                    run.region,
                    Samples.Noon + TimeSpan.FromMinutes(run.minute),
                    run.minute is >= 100 and < 110
                        ? Outcome.Down
                        : (Outcome)(1 + Math.Min(3, random.Next(6) * random.Next(2)))
                )
            )
            .OrderBy(_ => random.Next())
            .ToList();
        _centre.SetTime(Samples.Noon + TimeSpan.FromMinutes(201));
        foreach (var chunk in results.Chunk(300))
        {
            await _centre.IngestAsync(chunk);
            await _centre.DeriveAsync();
        }

        var work = new MaintenanceWindow(
            "work",
            "Work",
            new OneOff(Samples.Noon + TimeSpan.FromMinutes(30), Samples.Noon + TimeSpan.FromMinutes(50)),
            ["pbx"],
            []
        );
        await _centre.ApplyAsync(Samples.Catalog() with { Maintenance = [work] });
        await _centre.DeriveAsync();
    }

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task What_the_derivers_wrote_is_what_the_rules_make_of_it() =>
        Assert.Equal((0, "nothing is stored otherwise\n"), await VerifyAsync());

    [Theory]
    [InlineData(
        "region_state",
        "update region_state set state = 1 where ctid = (select ctid from region_state where state = 3 limit 1)"
    )]
    [InlineData(
        "region_state",
        "delete from region_state where ctid = (select ctid from region_state order by at desc limit 1)"
    )]
    [InlineData("region_fold", "delete from region_fold where ctid = (select ctid from region_fold limit 1)")]
    [InlineData("region_current", "update region_current set at = at - interval '1 microsecond'")]
    [InlineData(
        "verdict",
        "update verdict set verdict = 1 where ctid = (select ctid from verdict where verdict = 4 limit 1)"
    )]
    [InlineData(
        "verdict",
        "update verdict set down_us = down_us + 1 where ctid = (select ctid from verdict order by at desc limit 1)"
    )]
    [InlineData(
        "component_verdict",
        "update component_verdict set verdict = 2 where ctid = (select ctid from component_verdict where verdict = 4 limit 1)"
    )]
    [InlineData(
        "incident",
        "update incident set closed_at = closed_at + interval '1 microsecond' where id = (select max(id) from incident where region is null and merged_into is null and not withdrawn and closed_at is not null)"
    )]
    [InlineData(
        "incident",
        "update incident set withdrawn = true where id = (select max(id) from incident where region is null and merged_into is null and not withdrawn)"
    )]
    [InlineData("rollup", "delete from rollup where ctid = (select ctid from rollup limit 1)")]
    public async Task What_was_tampered_with_is_named(string table, string sql)
    {
        Assert.NotEmpty(await _centre.Database.RowsAsync($"{sql} returning 1"));

        var (code, output) = await VerifyAsync();

        Assert.Equal(1, code);
        Assert.Contains(output.Split('\n'), line => line.Split(' ').ElementAtOrDefault(2) == table);
    }

    [Fact]
    public async Task A_target_that_waits_for_a_deriver_is_said_to()
    {
        await _centre.IngestAsync([Samples.Result("pbx", "prague", Samples.Noon + TimeSpan.FromMinutes(200))]);

        Assert.Equal(
            (0, "pbx: is being derived, and was left out with its components\nnothing is stored otherwise\n"),
            await VerifyAsync()
        );
    }

    private Task<(int, string)> VerifyAsync() => _centre.VerifyAsync();
}
