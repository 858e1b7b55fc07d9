using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringback.Aggregator;
using Ringback.Aggregator.Retention;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Backfills;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Rollups;

/// <summary>When hours are rolled up, and when again; that they are right in every order of arrival is held by <c>ArrivalOrderTests</c>.</summary>
public sealed class RollupStageTests(LabFixture lab) : IAsyncLifetime
{
    private Centre _centre = null!;

    public async ValueTask InitializeAsync() =>
        _centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task An_hour_is_rolled_up_when_it_is_over_although_nothing_more_comes()
    {
        await TakeAsync(At(59), Runs(0, 59));
        Assert.Empty(await DaysAsync());

        await TakeAsync(At(60.9), []);
        Assert.Empty(await DaysAsync());

        await TakeAsync(At(61), []);
        var days = await DaysAsync();
        Assert.Equal(Samples.Regions.Length, days.Count);
        Assert.All(days, day => Assert.Equal(59, day[12]!.Rollup.Counts.Good));
        Assert.All(days, day => Assert.Null(day[13]));
    }

    [Fact]
    public async Task A_late_result_changes_its_hour_and_the_day_and_no_other_hour()
    {
        await TakeAsync(At(181), Runs(0, 30), Runs(31, 180));
        var before = await DaysAsync();

        await TakeAsync(At(182), Runs(30, 31, Outcome.Down));
        var after = await DaysAsync();

        foreach (var (was, day) in before.Zip(after))
        {
            Assert.Equal(new RunCounts(59, 0, 0, 0, 0, 0, 0, 0), was[12]!.Rollup.Counts);
            Assert.Equal(new RunCounts(59, 0, 1, 0, 0, 0, 0, 0), day[12]!.Rollup.Counts);
            Assert.Equal([(was[13], was[14])], [(day[13], day[14])]);
            Assert.Equal(180, day.Total.Counts.Valid);
        }
    }

    [Fact]
    public async Task A_window_of_maintenance_that_moves_takes_runs_out_and_puts_others_back()
    {
        await TakeAsync(At(181), Runs(0, 180));
        await MaintainAsync(At(10), At(70));
        Assert.All(await DaysAsync(), day => Assert.Equal((10, 50, 60), Valid(day)));

        await MaintainAsync(At(110), At(130));
        Assert.All(await DaysAsync(), day => Assert.Equal((60, 50, 50), Valid(day)));

        static (long, long, long) Valid(DayRollup day) =>
            (day[12]!.Rollup.Counts.Valid, day[13]!.Rollup.Counts.Valid, day[14]!.Rollup.Counts.Valid);
    }

    /// <summary>Seed 816 of the simulation in short.</summary>
    [Fact]
    public async Task Work_that_moves_is_noticed_by_a_deriver_whose_clock_is_behind_that_of_the_one_that_rolled_up()
    {
        await TakeAsync(At(61), Runs(0, 60));
        await _centre.ApplyAsync(Maintained(At(10), At(30)));

        var behind = new Deriver(_centre.Derivations, new FakeTimeProvider(At(58).ToDateTimeOffset()));
        while (await behind.DeriveAsync(32, [], TestContext.Current.CancellationToken) > 0) { }

        Assert.All(await DaysAsync(), day => Assert.Equal(40, day[12]!.Rollup.Counts.Valid));
    }

    [Fact]
    public async Task After_days_without_a_deriver_every_hour_is_rolled_up()
    {
        await TakeAsync(At(1), []);
        _centre.SetTime(At(60 * 60)); // two and a half days later
        await _centre.IngestAsync(Enumerable.Range(0, 60).Select(hour => Runs((60 * hour) + 7, (60 * hour) + 9)));
        await _centre.DeriveAsync();
        Assert.Equal(24 * Samples.Regions.Length, (await DaysAsync()).Sum(Hours));

        await _centre.DeriveAsync(); // it is due at once
        await _centre.DeriveAsync();
        Assert.Equal(59 * Samples.Regions.Length, (await DaysAsync()).Sum(Hours));

        await TakeAsync(At((60 * 60) + 1), []);
        Assert.Equal(60 * Samples.Regions.Length, (await DaysAsync()).Sum(Hours));

        static int Hours(DayRollup day) => Enumerable.Range(0, 24).Count(hour => day[hour] is not null);
    }

    [Fact]
    public async Task A_sealed_day_stays_as_it_is()
    {
        await TakeAsync(At(121), Runs(0, 120));
        var before = await DaysAsync();
        var retention = new RetentionService(
            new RetentionLedger(_centre.Database.Source),
            new BackfillLedger(_centre.Database.Source),
            new Sealing(_centre.Derivations),
            new AggregatorOptions { Database = _centre.Database.ConnectionString, ResultDays = 1 },
            _centre.Time,
            NullLogger<RetentionService>.Instance
        );
        foreach (var hour in new[] { 48, 49 })
        {
            _centre.SetTime(At(60 * hour));
            await retention.RunAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["0"], await _centre.Database.RowsAsync("select count(*) from result"));
        await MaintainAsync(At(10), At(70));
        await TakeAsync(At(60 * 50), Runs(5, 6, Outcome.Down));

        Assert.Equal(before, await DaysAsync());
    }

    [Fact]
    public async Task A_target_that_is_gone_is_rolled_up_to_its_last_hour_and_never_due_again()
    {
        await TakeAsync(At(10), Runs(0, 10));
        await _centre.ApplyAsync(Samples.Catalog(Samples.Target("web")));
        await TakeAsync(At(62), []);

        Assert.All(await DaysAsync(), day => Assert.Equal(10, day[12]!.Rollup.Counts.Good));
        Assert.Equal(
            ["-"],
            await _centre.Database.RowsAsync(
                "select due_at from derivation join target on id = target where slug = 'pbx'"
            )
        );
    }

    private async Task TakeAsync(Instant now, params IEnumerable<IEnumerable<ProbeResult>> runs)
    {
        _centre.SetTime(now);
        await _centre.IngestAsync(runs);
        await _centre.DeriveAsync();
    }

    private async Task MaintainAsync(Instant from, Instant to)
    {
        await _centre.ApplyAsync(Maintained(from, to));
        await _centre.DeriveAsync();
    }

    private static Catalog Maintained(Instant from, Instant to) =>
        Samples.Catalog(Samples.Target("pbx")) with
        {
            Maintenance = [new MaintenanceWindow("night", "Night work", new OneOff(from, to), [], ["calls"])],
        };

    private async Task<List<DayRollup>> DaysAsync()
    {
        var rows = await _centre.Database.RowsAsync(
            "select encode(total, 'hex'), encode(hours, 'hex') from rollup order by target, region, day"
        );
        return
        [
            .. rows.Select(row =>
            {
                var columns = row.Split(' ').Select(Convert.FromHexString).ToArray();
                Assert.True(Rollup.TryParse(columns[0], out var total));
                Assert.True(DayRollup.TryParse(total, columns[1], out var day));
                return day;
            }),
        ];
    }

    private static Instant At(double minute) => Samples.Noon + TimeSpan.FromMinutes(minute);

    private static IEnumerable<ProbeResult> Runs(int from, int to, Outcome outcome = Outcome.Up) =>
        Enumerable
            .Range(from, to - from)
            .SelectMany(minute => Samples.Regions.Select(region => Samples.Result("pbx", region, At(minute), outcome)));
}
