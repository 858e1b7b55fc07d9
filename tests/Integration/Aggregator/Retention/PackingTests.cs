using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator;
using Ringback.Aggregator.Retention;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Backfills;
using Ringback.Store.Retention;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Api;
using Ringback.Tests.Integration.Cli.Ledger;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Retention;

/// <summary>Two days around midnight are packed, and nobody can tell.</summary>
public sealed class PackingTests(LabFixture lab)
{
    private static readonly Instant Midnight = Samples.Noon + TimeSpan.FromHours(12);
    private static readonly Instant Later = Midnight + TimeSpan.FromDays(4);

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
    public async Task Any_number_of_packers_while_results_come_in_lose_nothing_and_keep_nothing_twice()
    {
        await using var centre = await Centre.StartAsync(lab, Catalog());
        var history = History(seed: 4);
        var random = new Random(4);
        var late = history.Where(_ => random.Next(2) == 0).ToList();
        await TakeAsync(centre, history.Except(late));
        centre.SetTime(Later);

        var packers = Enumerable.Range(0, 4).Select(_ => PackUntilDoneAsync()).ToList();
        var writers = late.Chunk(40)
            .Select(some => centre.IngestAsync(some.GroupBy(result => result.Region)))
            .Concat(history.Chunk(200).Select(some => centre.IngestAsync(some.GroupBy(result => result.Region))));
        await Task.WhenAll(writers);
        await Task.WhenAll(packers);
        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from result"));
        await using var plain = await Centre.StartAsync(lab, Catalog());
        await TakeAsync(plain, history);
        plain.SetTime(Later);
        await DeriveAsync(plain);
        await DeriveAsync(centre);
        await SameAsync(plain, centre);

        async Task PackUntilDoneAsync()
        {
            for (var round = 0; round < 4; round++)
                await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_packer_that_dies_in_between_has_done_nothing()
    {
        await using var centre = await Centre.StartAsync(lab, Catalog());
        await TakeAsync(centre, History(seed: 5));
        centre.SetTime(Later);
        var exported = await centre.ExportAsync();
        var ledger = new PackingLedger(centre.Database.Source);
        await ledger.OpenAsync(Later, TestContext.Current.CancellationToken);
        var day = (await ledger.DaysAsync(TestContext.Current.CancellationToken))[0];

        // It has deleted the rows, and waits to write what it packed when its connection goes.
        await using var blocker = await centre.Database.Source.OpenConnectionAsync(
            TestContext.Current.CancellationToken
        );
        await using var blocking = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var block = blocker.CreateCommand())
        {
            block.CommandText = "insert into packed_result values (1, 1, '2026-10-05', '', '')";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var packing = ledger.PackAsync(1, day, TestContext.Current.CancellationToken);
        await Until.TrueAsync(
            async () =>
                await centre.Database.RowsAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'"
                )
                    is { Count: > 0 },
            "the packer waits to write"
        );
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => packing);
        await blocking.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exported, await centre.ExportAsync());
        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from packed_result"));
        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from result"));
        Assert.Equal(exported, await centre.ExportAsync());
    }

    [Fact]
    public async Task Who_reads_an_earlier_moment_still_sees_the_rows_and_the_room_is_given_back_after_it()
    {
        await using var centre = await Centre.StartAsync(lab, Catalog());
        await TakeAsync(centre, History(seed: 6));
        centre.SetTime(Later);
        var before = await SizeAsync();

        await using (
            var earlier = await LedgerSnapshot.OpenAsync(centre.Database.Source, TestContext.Current.CancellationToken)
        )
        {
            var runs = (await ReadAsync(earlier)).Count;
            await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
            Assert.Equal(runs, (await ReadAsync(earlier)).Count);
            Assert.True(runs > 100);
        }

        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(await SizeAsync() < before / 2);

        async Task<ILookup<View, JudgedResult>> ReadAllAsync(LedgerSnapshot snapshot) =>
            await snapshot.Regions.ResultsAsync(
                Enumerable.Range(1, 3).ToDictionary(region => new View(1, (short)region), _ => Window.Always),
                TestContext.Current.CancellationToken
            );

        async Task<List<JudgedResult>> ReadAsync(LedgerSnapshot snapshot) =>
            [.. (await ReadAllAsync(snapshot)).SelectMany(each => each)];

        async Task<long> SizeAsync() =>
            long.Parse(
                (
                    await centre.Database.RowsAsync(
                        "select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'result'::regclass"
                    )
                ).Single(),
                System.Globalization.CultureInfo.InvariantCulture
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

    private static Catalog Catalog() =>
        Samples.Catalog(Samples.Target("pbx"), Samples.Target("web")) with
        {
            Maintenance =
            [
                new MaintenanceWindow(
                    "night",
                    "Night work",
                    new OneOff(Midnight + TimeSpan.FromMinutes(-40), Midnight + TimeSpan.FromMinutes(-20)),
                    ["pbx"],
                    []
                ),
            ],
        };

    /// <summary>Two hours before midnight and one after, with holes, failures, confirm runs and one run by hand.</summary>
    private static List<ProbeResult> History(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(-120, 180)
                .SelectMany(_ => Samples.Regions, (minute, region) => (minute, region))
                .SelectMany(_ => new[] { "pbx", "web" }, (run, target) => (run.minute, run.region, target))
                .Where(_ => random.Next(8) > 0)
                .Select(run =>
                    Samples.Result(
                        run.target,
                        run.region,
                        Midnight + TimeSpan.FromMinutes(run.minute),
                        run.minute is >= 10 and < 18
                            ? Outcome.Down
                            : (Outcome)(1 + Math.Min(3, random.Next(6) * random.Next(2))),
                        random.Next(10) == 0 ? Trigger.Confirm : Trigger.Schedule
                    ) with
                    {
                        Duration = TimeSpan.FromMicroseconds(random.Next(20_000, 30_000)),
                    }
                ),
            Samples.Result("pbx", "prague", Midnight, Outcome.Down, Trigger.Manual),
        ];
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

    private static async Task TakeAsync(Centre centre, IEnumerable<ProbeResult> results)
    {
        centre.SetTime(Midnight + TimeSpan.FromMinutes(62));
        await centre.IngestAsync(results.GroupBy(result => result.Region));
        await DeriveAsync(centre);
    }

    private static AggregatorOptions Options(Centre centre) => new() { Database = centre.Database.ConnectionString };

    private static PackingService Packing(Centre centre) =>
        new(
            new PackingLedger(centre.Database.Source),
            Options(centre),
            centre.Time,
            NullLogger<PackingService>.Instance
        );

    private static async Task SameAsync(Centre expected, Centre actual)
    {
        Assert.Equal(await expected.ExportAsync(), await actual.ExportAsync());
        Assert.Equal(await expected.DerivedAsync(), await actual.DerivedAsync());
        Assert.Equal(await RollupsAsync(expected), await RollupsAsync(actual));
        Assert.Equal((0, "nothing is stored otherwise\n"), await actual.VerifyAsync());
    }

    private static Task<List<string>> RollupsAsync(Centre centre) =>
        centre.Database.RowsAsync(
            "select target, region, day::text, encode(total, 'hex'), encode(hours, 'hex') from rollup order by 1, 2, 3"
        );

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

    /// <summary>A derivation rolls up a day at most.</summary>
    private static async Task DeriveAsync(Centre centre)
    {
        for (var round = 0; round < 6; round++)
            await centre.DeriveAsync();
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
