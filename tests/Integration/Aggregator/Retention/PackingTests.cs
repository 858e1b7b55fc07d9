using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator.Retention;
using Ringback.Model.Results;
using Ringback.Store.Backfills;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Api;
using Ringback.Tests.Integration.Cli.Ledger;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Aggregator.Retention.PackedDays;

namespace Ringback.Tests.Integration.Aggregator.Retention;

/// <summary>Two days around midnight are packed, and nobody can tell.</summary>
public sealed class PackingTests(LabFixture lab)
{
    [Fact]
    public async Task A_packed_day_gives_every_answer_that_it_gave_before()
    {
        await using var api = await ApiServer.StartAsync(lab, Catalog());
        var centre = api.Centre;
        await TakeAsync(centre, History(seed: 1));
        centre.SetTime(Later);
        await DeriveAsync(centre);
        var answers = await AnswersAsync(api);
        var (exported, derived, rolled) = (
            await centre.ExportAsync(),
            await centre.DerivedAsync(),
            await RollupsAsync(centre)
        );

        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from result"));
        Assert.Equal(["12"], await centre.Database.RowsAsync("select count(*) from packed_result"));
        Assert.Equal(answers, await AnswersAsync(api));
        Assert.Equal(exported, await centre.ExportAsync());
        Assert.Equal((0, "nothing is stored otherwise\n"), await centre.VerifyAsync());

        await RebuildAsync(centre);
        Assert.Equal(derived, await centre.DerivedAsync());
        Assert.Equal(rolled, await RollupsAsync(centre));
        Assert.Equal(answers, await AnswersAsync(api));
        Assert.Equal((0, "nothing is stored otherwise\n"), await centre.VerifyAsync());
    }

    [Fact]
    public async Task What_comes_late_for_a_packed_day_changes_the_truth_and_nothing_else()
    {
        var history = History(seed: 2);
        var random = new Random(2);
        var late = history.Where(_ => random.Next(5) == 0).ToList();
        var better = history.Except(late).Where(_ => random.Next(20) == 0).Select(Earlier).ToList();
        var lesser = history.Except(late).Where(_ => random.Next(20) == 0).Select(Afterwards).ToList();
        await using var plain = await Centre.StartAsync(lab, Catalog());
        await using var packed = await Centre.StartAsync(lab, Catalog());
        foreach (var centre in new[] { plain, packed })
        {
            await TakeAsync(centre, history.Except(late));
            centre.SetTime(Later);
            await DeriveAsync(centre);
        }

        await Packing(packed).RunAsync(TestContext.Current.CancellationToken);
        foreach (var centre in new[] { plain, packed })
        {
            await centre.IngestAsync(late.Concat(better).Concat(lesser).GroupBy(result => result.Region));
            await DeriveAsync(centre);
        }

        await SameAsync(plain, packed); // some are packed, some are rows
        await Packing(packed).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["0"], await packed.Database.RowsAsync("select count(*) from result"));
        await SameAsync(plain, packed);
    }

    [Fact]
    public async Task A_result_that_is_packed_already_is_a_duplicate_and_leaves_nothing()
    {
        await using var centre = await Centre.StartAsync(lab, Catalog());
        var history = History(seed: 3);
        await TakeAsync(centre, history);
        centre.SetTime(Later);
        await DeriveAsync(centre);
        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);

        var receipt = await centre.ImportAsync(LedgerFile.Lines(history.Concat(history.Select(Afterwards))));

        Assert.Equal($"stored 0, duplicate {2 * history.Count}, refused 0", receipt.ToString());
        Assert.Equal(
            ["0 0"],
            await centre.Database.RowsAsync("select (select count(*) from result), (select count(*) from every_touch)")
        );
    }

    [Fact]
    public async Task Packed_days_go_with_their_retention()
    {
        await using var centre = await Centre.StartAsync(lab, Catalog());
        await TakeAsync(centre, History(seed: 7));
        centre.SetTime(Later);
        await DeriveAsync(centre);
        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
        var derived = await centre.DerivedAsync();
        var retention = new RetentionService(
            new RetentionLedger(centre.Database.Source),
            new BackfillLedger(centre.Database.Source),
            new Sealing(centre.Derivations),
            Options(centre) with
            {
                ResultDays = 4,
            },
            centre.Time,
            NullLogger<RetentionService>.Instance
        );
        await retention.RunAsync(TestContext.Current.CancellationToken);
        await retention.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["2026-10-06"], await centre.Database.RowsAsync("select distinct day::text from packed_result"));
        Assert.Equal((0, "nothing is stored otherwise\n"), await centre.VerifyAsync());
        Assert.Equal(derived, await centre.DerivedAsync());
    }

    /// <summary>The same identity, which takes precedence.</summary>
    private static ProbeResult Earlier(ProbeResult result) =>
        Samples.Result(result.Target, result.Region, result.ScheduledAt, Outcome.Down, result.Trigger) with
        {
            StartedAt = result.ScheduledAt + TimeSpan.FromMilliseconds(1),
        };

    private static ProbeResult Afterwards(ProbeResult result) =>
        Samples.Result(result.Target, result.Region, result.ScheduledAt, Outcome.Unknown, result.Trigger) with
        {
            StartedAt = result.ScheduledAt + TimeSpan.FromMilliseconds(9),
        };

    /// <summary>Everything is derived anew from the packed results.</summary>
    private static async Task RebuildAsync(Centre centre)
    {
        await centre.Database.RowsAsync(
            """
            with gone as (delete from rollup), folds as (delete from region_fold), now as (delete from region_current),
                verdicts as (delete from verdict), states as (delete from region_state), blips as (delete from blip),
                unrolled as (update derivation set rolled_to = null)
            insert into touched (target, region, at)
            select target, region, from_at from assignment
            """
        );
        await DeriveAsync(centre);
    }

    private static async Task<List<string>> AnswersAsync(ApiServer api)
    {
        const string Window = "from=2026-10-05T20:00:00Z&to=2026-10-06T02:00:00Z";
        List<string> paths = ["/v1/status", "/v1/targets", "/v1/incidents", "/v1/availability?" + Window, "/v1/sla"];
        foreach (var target in new[] { "pbx", "web" })
        {
            paths.AddRange(
                new[]
                {
                    "results?limit=1000&" + Window,
                    "results?limit=1000&region=prague&" + Window,
                    "results?limit=3&from=2026-10-05T23:58:00Z&to=2026-10-06T00:02:00Z",
                    "missing?" + Window,
                    "timeline?" + Window,
                    "availability?resolution=hour&" + Window,
                    "latency?resolution=hour&" + Window,
                    "quality?resolution=hour&" + Window,
                }.Select(path => $"/v1/targets/{target}/{path}")
            );
        }

        var answers = new List<string>();
        foreach (var path in paths)
            answers.Add($"{path}: {(await api.GetAsync(path)).GetRawText()}");

        // Page by page, over midnight.
        for (var cursor = ""; ; )
        {
            var page = await api.GetAsync($"/v1/targets/pbx/results?limit=100&{Window}{cursor}");
            answers.Add(page.GetRawText());
            if (page.GetProperty("next_cursor").GetString() is not { } next)
                return answers;

            cursor = "&cursor=" + next;
        }
    }
}
