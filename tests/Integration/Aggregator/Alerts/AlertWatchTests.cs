using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Store.Alerts;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>Budgets, coverage, regions and certificates: from results to what is told.</summary>
public sealed class AlertWatchTests(LabFixture lab) : IAsyncLifetime
{
    private Centre _centre = null!;
    private Telling _telling = null!;

    public async ValueTask InitializeAsync()
    {
        var catalog = Samples.Catalog() with
        {
            Objectives =
            [
                new Objective
                {
                    Id = "calls-999",
                    Components = ["calls"],
                    Goal = 0.999m,
                    Zone = "Europe/Prague",
                },
            ],
        };
        _centre = await Centre.StartAsync(lab, catalog);
        _telling = new Telling(_centre);
    }

    public async ValueTask DisposeAsync()
    {
        _telling.Dispose();
        await _centre.DisposeAsync();
    }

    [Fact]
    public async Task A_budget_that_burns_is_told_once_while_it_burns_and_once_when_it_no_longer_does()
    {
        await RunAsync(0, 40);
        await RunAsync(40, 45, Outcome.Down);
        Assert.True(await _telling.WatchAsync());
        Assert.True(await _telling.WatchAsync());

        // Less than half of six hours is measured, which is no evidence for the slower alerts.
        Assert.Equal(["budget_burn objective calls-999 1 h page open"], await StandingAsync());
        Assert.Equal(["alert_opened"], await EventsAsync());

        await RunAsync(45, 52); // the last five minutes are clean
        await _telling.WatchAsync();
        Assert.Equal(["alert_opened"], await EventsAsync());
        await RunAsync(52, 62);
        await _telling.WatchAsync();
        Assert.Empty(await StandingAsync());
        Assert.Equal(["alert_opened", "alert_closed"], await EventsAsync());
    }

    [Fact]
    public async Task A_region_that_says_nothing_any_more_is_lost_until_it_speaks_and_does_not_touch_the_others()
    {
        await RunAsync(0, 10);
        await _telling.WatchAsync();
        Assert.Empty(await StandingAsync());

        await RunAsync(10, 20, regions: ["brno", "frankfurt"]);
        await _telling.WatchAsync();
        Assert.Equal(["vantage_lost region prague  ticket open"], await StandingAsync());

        await RunAsync(20, 22);
        await _telling.WatchAsync();
        await RunAsync(22, 32);
        await _telling.WatchAsync();
        Assert.Empty(await StandingAsync());
    }

    [Fact]
    public async Task A_region_that_comes_and_goes_is_told_once_until_it_has_been_there_for_ten_minutes()
    {
        await RunAsync(0, 10);
        for (var minute = 10; minute < 60; minute += 10)
        {
            await RunAsync(minute, minute + 5, regions: ["brno", "frankfurt"]);
            await _telling.WatchAsync();
            await RunAsync(minute + 5, minute + 10);
            await _telling.WatchAsync();
        }

        Assert.Equal(["alert_opened"], await EventsAsync());
        await RunAsync(60, 70);
        await _telling.WatchAsync();
        Assert.Equal(["alert_opened", "alert_closed"], await EventsAsync());
    }

    [Fact]
    public async Task Coverage_that_falls_is_told_and_over_only_when_the_hour_is_nearly_whole_again()
    {
        await RunAsync(0, 60);
        await RunAsync(66, 80); // seven minutes of nothing, of which staleness bridges three
        await _telling.WatchAsync();
        Assert.Empty(await CoverageAsync());

        await RunAsync(90, 100);
        await _telling.WatchAsync();
        Assert.Equal(["coverage_low component calls  ticket open"], await CoverageAsync());

        await RunAsync(100, 140);
        await _telling.WatchAsync();
        Assert.Equal(["coverage_low component calls  ticket open"], await CoverageAsync());

        await RunAsync(140, 152);
        await _telling.WatchAsync();
        await RunAsync(152, 162);
        await _telling.WatchAsync();
        Assert.Empty(await CoverageAsync());
    }

    [Fact]
    public async Task A_certificate_that_runs_out_is_told_by_the_region_that_sees_the_least()
    {
        await RunAsync(0, 3, left: TimeSpan.FromDays(21.5));
        await _telling.WatchAsync();
        Assert.Empty(await StandingAsync());

        await RunAsync(3, 10, left: TimeSpan.FromDays(20.9));
        await _telling.WatchAsync();
        Assert.Equal(
            ["certificate_expiring target pbx  ticket open", "certificate_expiring target web  ticket open"],
            await StandingAsync()
        );

        await RunAsync(10, 20, left: TimeSpan.FromDays(90));
        await _telling.WatchAsync();
        await RunAsync(20, 30, left: TimeSpan.FromDays(90));
        await _telling.WatchAsync();
        Assert.Empty(await StandingAsync());
    }

    [Fact]
    public async Task What_is_worked_on_opens_when_the_work_is_over_if_it_still_is_so_and_what_stood_stands_on()
    {
        await _centre.ApplyAsync(
            Samples.Catalog() with
            {
                Maintenance =
                [
                    new MaintenanceWindow("web", "Web", new OneOff(At(2), At(20)), ["web"], []),
                    new MaintenanceWindow("all", "All", new OneOff(At(30), At(50)), [], ["calls"]),
                ],
            }
        );
        var (soon, later) = (TimeSpan.FromDays(3), TimeSpan.FromDays(90));
        await RunAsync(0, 10, left: soon);
        await _telling.WatchAsync();
        Assert.Equal(["certificate_expiring target pbx  ticket open"], await StandingAsync());

        await RunAsync(10, 21, left: soon);
        await _telling.WatchAsync();
        Assert.Equal(2, (await StandingAsync()).Count);

        await RunAsync(21, 45, left: soon); // all is worked on
        await _telling.WatchAsync();
        Assert.Equal(2, (await StandingAsync()).Count);
        Assert.Equal(["alert_opened", "alert_opened"], await EventsAsync());

        await RunAsync(45, 60, left: later); // renewed: the ends are told
        await _telling.WatchAsync();
        await RunAsync(60, 71, left: later);
        await _telling.WatchAsync();
        Assert.Equal(["alert_opened", "alert_opened", "alert_closed", "alert_closed"], await EventsAsync());
    }

    [Fact]
    public async Task What_only_was_so_while_a_component_was_worked_on_is_told_to_nobody()
    {
        await _centre.ApplyAsync(
            Samples.Catalog() with
            {
                Maintenance = [new MaintenanceWindow("all", "All", new OneOff(At(2), At(20)), [], ["calls"])],
            }
        );
        await RunAsync(0, 10, left: TimeSpan.FromDays(3));
        await _telling.WatchAsync();
        await RunAsync(10, 22, left: TimeSpan.FromDays(90));
        await _telling.WatchAsync();

        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task Many_replicas_that_look_at_once_open_an_alert_once()
    {
        await RunAsync(0, 40);
        await RunAsync(40, 45, Outcome.Down);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _telling.WatchAsync()));
        await _telling.WatchAsync();

        Assert.Equal(["alert_opened"], await EventsAsync());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task RunAsync(
        int from,
        int to,
        Outcome outcome = Outcome.Up,
        string[]? regions = null,
        TimeSpan? left = null
    )
    {
        _centre.SetTime(At(to - 0.5));
        await _centre.IngestAsync(
            new[] { "pbx", "web" }.Select(target =>
                Runs(target, from, to, outcome)
                    .Where(result => regions is null || regions.Contains(result.Region))
                    .Select(result => left is { } time ? Showing(result, time) : result)
            )
        );
        await _centre.DeriveAsync();
    }

    private static ProbeResult Showing(ProbeResult result, TimeSpan left) =>
        result with
        {
            Measurements =
            [
                .. result.Measurements,
                new Measurement(MeasurementNames.CertificateExpirySeconds, left.TotalSeconds),
            ],
        };

    private async Task<List<string>> StandingAsync()
    {
        var standing = await _telling.Alerts.ReadAsync(
            standing: true,
            AlertFilter.None,
            before: null,
            100,
            Instant.Now(_centre.Time),
            Cancel
        );
        return
        [
            .. standing
                .Select(known =>
                    $"{known.Alert.Key.Kind} {known.Alert.Key.SubjectKind} {known.Alert.Key.Subject} {known.Alert.Key.Detail} "
                    + $"{(known.Alert.Urgency == Urgency.Page ? "page" : "ticket")} {(known.ClosedAt is null ? "open" : "over")}"
                )
                .Order(),
        ];
    }

    private async Task<IEnumerable<string>> CoverageAsync() =>
        (await StandingAsync()).Where(each => each.StartsWith(AlertKinds.CoverageLow, StringComparison.Ordinal));

    private Task<List<string>> EventsAsync() =>
        _centre.Database.RowsAsync("select kind from event where alert is not null order by id");
}
