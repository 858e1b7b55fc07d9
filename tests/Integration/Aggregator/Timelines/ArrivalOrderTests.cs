using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Reads;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Timelines;

/// <summary>Through the real database, in any order and any chunks, over a change of settings and regions: what the pure rules make of the same set.</summary>
public sealed class ArrivalOrderTests(LabFixture lab) : IAsyncLifetime
{
    private const int Minutes = ArrivalScenario.Minutes;
    private Centre _centre = null!;
    private int _cases;

    public async ValueTask InitializeAsync() => _centre = await Centre.StartAsync(lab, Samples.Catalog());

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public Task Any_arrival_order_and_chunking_gives_the_timelines_of_the_rules() =>
        ArrivalScenario.Any.SampleAsync(async scenario => await HoldAsync(scenario), iter: 25, threads: 1);

    private async Task HoldAsync(ArrivalScenario scenario)
    {
        // A target and two hours of its own: clocks only go forward. A full hour passes in the middle.
        var name = $"case-{++_cases}";
        var start = Samples.Noon + TimeSpan.FromHours(2 * _cases) + TimeSpan.FromMinutes(40);
        var changeAt = start + TimeSpan.FromMinutes(scenario.ChangeAt);
        _centre.SetTime(start);
        await _centre.ApplyAsync(
            Catalog(name, scenario.Before, Samples.Regions, MaintenanceAt(scenario.MaintenanceAt, start))
        );
        var arrivals = scenario
            .Runs.Select(run => (Result: Result(name, start, run), At: Arrival(start, run)))
            .OrderBy(arrival => arrival.At)
            .ToList();

        var isChanged = false;
        foreach (var chunk in arrivals.Chunk(scenario.Chunk))
        {
            var now = chunk[^1].At;
            if (!isChanged && now >= changeAt)
                await ChangeAsync(name, scenario, start, changeAt);

            isChanged |= now >= changeAt;
            _centre.SetTime(Instant.Max(now, Instant.Now(_centre.Time)));
            await _centre.IngestAsync(chunk.Select(arrival => arrival.Result));
            if (chunk[0].Result.ScheduledAt.Microseconds / 60_000_000 % 3 > 0)
                await _centre.DeriveAsync();
        }

        if (!isChanged)
            await ChangeAsync(name, scenario, start, changeAt);

        var end = start + TimeSpan.FromMinutes(Minutes + scenario.After);
        _centre.SetTime(Instant.Max(end, Instant.Now(_centre.Time)));
        await _centre.DeriveAsync();
        await AssertAsync(name, scenario, start, changeAt);

        _centre.SetTime(start + TimeSpan.FromMinutes(82));
        await _centre.DeriveAsync();
        await AssertRollupsAsync(name, scenario, start, changeAt);
    }

    private async Task ChangeAsync(string name, ArrivalScenario scenario, Instant start, Instant changeAt)
    {
        _centre.SetTime(Instant.Max(changeAt, Instant.Now(_centre.Time)));
        await _centre.ApplyAsync(
            Catalog(name, scenario.Changed, scenario.Stay, MaintenanceAt(scenario.MovedTo, start))
        );
    }

    private async Task AssertAsync(string name, ArrivalScenario scenario, Instant start, Instant changeAt)
    {
        var now = Instant.Now(_centre.Time);
        var changed =
            scenario.Changed == scenario.Before ? [] : new[] { new Change<TargetSettings>(changeAt, scenario.Changed) };
        var settings = new StepFunction<TargetSettings>(scenario.Before, changed);
        Window[] alive = [new(start, Instant.MaxValue)];
        Window[] maintenance = [MaintenanceAt(scenario.MovedTo, start)];
        var watched = Watched(scenario, start, changeAt);
        var states = Samples.Regions.ToDictionary(
            region => region,
            region =>
                RegionTimeline.Of(
                    scenario.Runs.Where(run => run.Region == region).Select(run => Judged(start, run)).Order(),
                    settings,
                    watched[region],
                    now
                )
        );
        var inputs = new VerdictInputs(
            [.. Samples.Regions.Select(region => new WatchingRegion(watched[region], states[region]))],
            settings,
            maintenance,
            alive
        );
        var verdicts = new StepFunction<Verdict>(
            Verdict.Unknown,
            VerdictTimeline.Derive(inputs, Instant.MinValue, now)
        );
        var incidents = Ringback.Model.Sla.Incidents.Of(verdicts, alive, now);

        Assert.Equal(
            Samples.Regions.SelectMany(region =>
                states[region].Changes.Select(change => $"{region} {change.At} {(int)change.Value}")
            ),
            await _centre.Database.RowsAsync(
                $"select region.slug, at, state from region_state join region on region.id = region where target = {Id("target", name)} order by 1, 2"
            )
        );
        Assert.Equal(
            verdicts.Changes.Select(change => $"{change.At} {(int)change.Value}"),
            await _centre.Database.RowsAsync(
                $"select at, verdict from verdict where target = {Id("target", name)} order by at"
            )
        );
        Assert.Equal(
            verdicts.Changes.Select(change => $"{change.At} {(int)change.Value}"),
            await _centre.Database.RowsAsync(
                $"select at, verdict from component_verdict where component = {Id("component", name)} order by at"
            )
        );
        await AssertTimesAsync(name, verdicts, start, now);
        foreach (var kind in new[] { "target", "component" })
        {
            Assert.Equal(
                incidents.Select(incident =>
                    $"{incident.OpenedAt} {incident.ClosedAt?.ToString() ?? "-"} {(int)incident.Severity}"
                ),
                await _centre.Database.RowsAsync(
                    $"select opened_at, closed_at, severity from incident where {kind} = {Id(kind, name)} and merged_into is null and not withdrawn order by opened_at"
                )
            );
        }
    }

    /// <summary>The sums that the timelines carry are the time by verdict of any window.</summary>
    private async Task AssertTimesAsync(string name, StepFunction<Verdict> verdicts, Instant start, Instant now)
    {
        var times = new VerdictTimeReads(_centre.Database.Source);
        var cancel = TestContext.Current.CancellationToken;
        var numbers = (
            Target: int.Parse((await _centre.Database.RowsAsync($"select {Id("target", name)}"))[0]),
            Component: int.Parse((await _centre.Database.RowsAsync($"select {Id("component", name)}"))[0])
        );
        var odd = TimeSpan.FromMicroseconds(1);
        Window[] whole = [new(start, now)];
        Window[] cut =
        [
            .. verdicts.Changes.Take(3).Select(change => new Window(change.At - odd, change.At + odd)),
            new(now - TimeSpan.FromMinutes(9) - odd, now),
        ];
        foreach (var windows in new[] { whole, Ringback.Model.Sla.Windows.Union(cut) })
        {
            var expected = windows.Aggregate(
                new Availability(0, 0, 0, 0, 0, 0),
                (sum, window) => Sum(sum, Availability.Of(verdicts, [Window.Always], window, now))
            );
            var ofTarget = await times.ReadTargetsAsync([new(numbers.Target, windows)], cancel);
            var ofComponent = await times.ReadComponentsAsync([new(numbers.Component, windows)], cancel);
            Assert.Equal(expected, ofTarget[0]);
            Assert.Equal(expected, ofComponent[0]);
        }

        static Availability Sum(Availability left, Availability right) =>
            new(
                left.Up + right.Up,
                left.Degraded + right.Degraded,
                left.Partial + right.Partial,
                left.Down + right.Down,
                left.Unknown + right.Unknown,
                left.Maintenance + right.Maintenance
            );
    }

    /// <summary>Folds and rollups are, bit for bit, what all results give at once.</summary>
    private async Task AssertRollupsAsync(string name, ArrivalScenario scenario, Instant start, Instant changeAt)
    {
        var watched = Watched(scenario, start, changeAt);
        var settings = new StepFunction<TargetSettings>(
            scenario.Before,
            [new Change<TargetSettings>(changeAt, scenario.Changed)]
        );
        var folds = Samples.Regions.SelectMany(region =>
            RegionTimeline
                .Derive(
                    Checkpoint.Start,
                    scenario.Runs.Where(run => run.Region == region).Select(run => Judged(start, run)).Order(),
                    settings,
                    watched[region],
                    start
                )
                .Hours.Select(hour => $"{region} {hour.At} {Convert.ToHexStringLower(hour.FoldBytes())}")
        );
        Assert.Equal(
            folds,
            await _centre.Database.RowsAsync(
                $"select slug, at, encode(fold, 'hex') from region_fold join region on id = region where target = {Id("target", name)} order by 1, 2"
            )
        );

        var days =
            from region in Samples.Regions
            let runs = scenario.Runs.Where(run => run.Region == region).Select(run => Rolled(Result(name, start, run)))
            from day in new[] { start.HourStart, start.HourStart + TimeSpan.FromHours(1) }
                .Select(hour =>
                    (
                        Hour: hour,
                        Rollup: HourRollup.Of(hour, runs, watched[region], [MaintenanceAt(scenario.MovedTo, start)])
                    )
                )
                .Where(hour => hour.Rollup is not null)
                .GroupBy(hour => ViewDay.DayOf(hour.Hour))
            let rollup = day.Aggregate(
                DayRollup.Empty,
                (rollup, hour) => rollup.With(hour.Hour.ToDateTimeOffset().Hour, hour.Rollup)
            )
            select $"{region} {day.Key:yyyy-MM-dd} {Convert.ToHexStringLower(rollup.ToBytes())} {Convert.ToHexStringLower(rollup.Total.ToBytes())}";
        Assert.Equal(
            days,
            await _centre.Database.RowsAsync(
                $"select slug, day::text, encode(hours, 'hex'), encode(total, 'hex') from rollup join region on id = region where target = {Id("target", name)} order by 1, 2"
            )
        );
    }

    private static RolledRun Rolled(ProbeResult result) =>
        new(result.ScheduledAt, result.Trigger, result.Outcome, result.Reason, result.Duration, result.Measurements);

    private static string Id(string table, string slug) => $"(select id from {table} where slug = '{slug}')";

    private static Catalog Catalog(string name, TargetSettings settings, IReadOnlyList<string> regions, Window window)
    {
        var target = Samples.Target(name) with
        {
            Regions = regions,
            Interval = settings.Interval,
            Timeout = settings.Timeout,
            Confirm = settings.Confirm,
            Quorum = settings.Quorum,
        };
        return Samples.Catalog(target) with
        {
            Components = [new Component(name, name, null, [name])],
            Maintenance = [new MaintenanceWindow(name, "Work", new OneOff(window.From, window.To), [], [name])],
        };
    }

    private static Dictionary<string, Window[]> Watched(ArrivalScenario scenario, Instant start, Instant changeAt) =>
        Samples.Regions.ToDictionary(
            region => region,
            region => new[] { new Window(start, scenario.Stay.Contains(region) ? Instant.MaxValue : changeAt) }
        );

    private static Window MaintenanceAt(int minute, Instant start) =>
        new(start + TimeSpan.FromMinutes(minute), start + TimeSpan.FromMinutes(minute + 4));

    private static ProbeResult Result(string target, Instant start, ArrivingRun run)
    {
        var judged = Judged(start, run);
        return Samples.Result(target, run.Region, judged.ScheduledAt, run.Outcome, judged.Trigger) with
        {
            Duration = TimeSpan.FromMilliseconds(20 + run.Minute),
            Measurements = [new Measurement(MeasurementNames.RttSeconds, 0.001 * (run.Minute + 1))],
        };
    }

    private static JudgedResult Judged(Instant start, ArrivingRun run) =>
        new(
            start + TimeSpan.FromMinutes(run.Minute) + TimeSpan.FromSeconds(run.IsConfirm ? 8 : 0),
            run.IsConfirm ? Trigger.Confirm : Trigger.Schedule,
            run.Outcome
        );

    private static Instant Arrival(Instant start, ArrivingRun run) =>
        Judged(start, run).ScheduledAt + TimeSpan.FromSeconds(1 + (60 * run.Late));
}
