using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Store.Samples;

namespace Ringback.Tests.Integration.Aggregator.Timelines;

public sealed class DeriverTests(LabFixture lab) : IAsyncLifetime
{
    private Centre _centre = null!;

    public async ValueTask InitializeAsync() => _centre = await Centre.StartAsync(lab, Samples.Catalog(Target("pbx")));

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task The_first_results_make_a_target_up()
    {
        _centre.SetTime(At(0.5));
        await _centre.IngestAsync(Runs("pbx", 0, 1));
        await _centre.DeriveAsync();

        Assert.Equal(
            ["brno 12:00:00 1", "frankfurt 12:00:00 1", "prague 12:00:00 1"],
            await _centre.StatesAsync("pbx")
        );
        Assert.Equal(["12:00:00 1"], await _centre.VerdictsAsync("pbx"));
        Assert.Equal(["1"], await _centre.Database.RowsAsync("select verdict from component_verdict"));
        Assert.Empty(await _centre.Database.RowsAsync("select 1 from every_touch"));
    }

    [Fact]
    public async Task An_outage_is_back_dated_to_its_first_failed_slot_and_ends_with_the_first_success()
    {
        _centre.SetTime(At(10.5));
        await _centre.IngestAsync(Runs("pbx", 0, 3), Runs("pbx", 3, 6, Outcome.Down), Runs("pbx", 6, 11));
        await _centre.DeriveAsync();

        Assert.Equal(["12:00:00 1", "12:03:00 4", "12:06:00 1"], await _centre.VerdictsAsync("pbx"));
        Assert.Equal(["1 pbx 12:03:00 12:06:00 4 1", "2 calls 12:03:00 12:06:00 4 1"], await _centre.IncidentsAsync());
    }

    [Fact]
    public async Task An_incident_opens_grows_and_closes_under_one_id_and_tells_of_it()
    {
        _centre.SetTime(At(2.5));
        await _centre.IngestAsync(Runs("pbx", 0, 2));
        await _centre.DeriveAsync();
        foreach (var minute in new[] { 3, 4, 5 })
        {
            _centre.SetTime(At(minute + 0.5));
            await _centre.IngestAsync(Runs("pbx", minute, minute + 1, minute < 5 ? Outcome.Down : Outcome.Up));
            await _centre.DeriveAsync();
        }

        Assert.Equal(["1 pbx 12:03:00 12:05:00 4 1", "2 calls 12:03:00 12:05:00 4 1"], await _centre.IncidentsAsync());
        Assert.Equal(
            ["incident_opened down", "incident_closed down"],
            await _centre.Database.RowsAsync(
                "select kind, body ->> 'verdict' from event where incident = 1 order by id"
            )
        );
    }

    [Fact]
    public async Task Silence_turns_a_region_unknown_after_its_staleness_without_any_result()
    {
        _centre.SetTime(At(0.5));
        await _centre.IngestAsync(Runs("pbx", 0, 1));
        await _centre.DeriveAsync();

        _centre.SetTime(At(4));
        await _centre.DeriveAsync();

        Assert.Equal(["12:00:00 1", "12:03:00 0"], await _centre.VerdictsAsync("pbx"));
        Assert.Equal(["0"], await _centre.Database.RowsAsync("select count(*) from incident"));
    }

    [Fact]
    public async Task A_late_result_rewrites_history_and_the_incident_keeps_its_id()
    {
        _centre.SetTime(At(20.5));
        await _centre.IngestAsync(
            Runs("pbx", 0, 5),
            Runs("pbx", 5, 7, Outcome.Down),
            Runs("pbx", 9, 11, Outcome.Down),
            Runs("pbx", 11, 21)
        );
        await _centre.DeriveAsync();
        var before = await _centre.IncidentsAsync();

        // The two minutes between come late: of one it was up, of the other not.
        await _centre.IngestAsync(Runs("pbx", 7, 8), Runs("pbx", 8, 9, Outcome.Down));
        await _centre.DeriveAsync();
        var split = await _centre.IncidentsAsync();

        Assert.Equal(["1 pbx 12:05:00 12:11:00 4 1", "2 calls 12:05:00 12:11:00 4 1"], before);
        Assert.Equal(
            [
                "1 pbx 12:05:00 12:07:00 4 1",
                "2 calls 12:05:00 12:07:00 4 1",
                "3 pbx 12:08:00 12:11:00 4 1",
                "4 calls 12:08:00 12:11:00 4 1",
            ],
            split
        );
    }

    [Fact]
    public async Task Late_results_unite_incidents_under_the_earliest_id_and_withdraw_undone_ones()
    {
        _centre.SetTime(At(20.5));
        await _centre.IngestAsync(
            Runs("pbx", 0, 2),
            Runs("pbx", 2, 4, Outcome.Down),
            Runs("pbx", 4, 5),
            Runs("pbx", 5, 7, Outcome.Down),
            Runs("pbx", 7, 21)
        );
        await _centre.DeriveAsync();
        Assert.Equal(4, (await _centre.IncidentsAsync()).Count);

        // Of differing results the one that started first counts.
        await _centre.IngestAsync(Runs("pbx", 4, 5, Outcome.Down).Select(Sooner));
        await _centre.DeriveAsync();
        Assert.Equal(["1 pbx 12:02:00 12:07:00 4 1", "3 calls 12:02:00 12:07:00 4 1"], await _centre.IncidentsAsync());
        Assert.Equal(["1"], await _centre.Database.RowsAsync("select merged_into from incident where id = 2"));

        await _centre.IngestAsync(
            Enumerable.Range(2, 5).SelectMany(m => Runs("pbx", m, m + 1)).Select(Sooner).Select(Sooner)
        );
        await _centre.DeriveAsync();
        Assert.Empty(await _centre.IncidentsAsync());
        Assert.Equal(
            ["true", "true"],
            await _centre.Database.RowsAsync("select withdrawn::text from incident where merged_into is null")
        );
    }

    [Fact]
    public async Task A_window_announced_afterwards_turns_downtime_into_maintenance_without_touching_regions()
    {
        _centre.SetTime(At(10.5));
        await _centre.IngestAsync(Runs("pbx", 0, 3), Runs("pbx", 3, 6, Outcome.Down), Runs("pbx", 6, 11));
        await _centre.DeriveAsync();
        var states = await _centre.StatesAsync("pbx");

        await _centre.ApplyAsync(
            Samples.Catalog(Target("pbx")) with
            {
                Maintenance = [new MaintenanceWindow("night", "Night work", new OneOff(At(4), At(20)), [], ["calls"])],
            }
        );
        await _centre.DeriveAsync();

        Assert.Equal(["12:00:00 1", "12:03:00 4", "12:04:00 5"], await _centre.VerdictsAsync("pbx"));
        Assert.Equal(states, await _centre.StatesAsync("pbx"));

        _centre.SetTime(At(20) + TimeSpan.FromSeconds(1));
        await _centre.IngestAsync(Runs("pbx", 11, 21));
        await _centre.DeriveAsync();
        Assert.Equal(["12:00:00 1", "12:03:00 4", "12:04:00 5", "12:20:00 1"], await _centre.VerdictsAsync("pbx"));
    }

    [Fact]
    public async Task A_removed_target_ends_and_its_history_stays()
    {
        _centre.SetTime(At(5.5));
        await _centre.ApplyAsync(Samples.Catalog(Target("pbx"), Target("web")));
        await _centre.IngestAsync(Runs("pbx", 0, 4), Runs("pbx", 4, 6, Outcome.Down));
        await _centre.DeriveAsync();

        _centre.SetTime(At(6.5));
        await _centre.ApplyAsync(Samples.Catalog(Target("web")));
        _centre.SetTime(At(7));
        await _centre.DeriveAsync();

        Assert.Equal(["12:00:00 1", "12:04:00 4", "12:06:30 0"], await _centre.VerdictsAsync("pbx"));
        Assert.Equal("1 pbx 12:04:00 12:06:30 4 1", (await _centre.IncidentsAsync())[0]);

        // Used again, the id begins undecided.
        await _centre.ApplyAsync(Samples.Catalog(Target("pbx"), Target("web")));
        _centre.SetTime(At(8.5));
        await _centre.IngestAsync(Runs("pbx", 8, 9));
        await _centre.DeriveAsync();
        Assert.Equal(["12:00:00 1", "12:04:00 4", "12:06:30 0", "12:08:00 1"], await _centre.VerdictsAsync("pbx"));
        Assert.Equal(
            ["2"],
            await _centre.Database.RowsAsync(
                "select count(*) from target_lifetime join target on id = target where slug = 'pbx'"
            )
        );
    }

    [Fact]
    public async Task A_derivation_that_does_not_commit_leaves_its_touches()
    {
        _centre.SetTime(At(0.5));
        await _centre.IngestAsync(Runs("pbx", 0, 1));
        await using (var killed = await _centre.Derivations.ClaimAsync(32, [], TestContext.Current.CancellationToken))
        {
            Assert.NotNull(killed);
            // Nobody else gets a claimed target.
            Assert.Equal(0, await _centre.Deriver.DeriveAsync(32, [], TestContext.Current.CancellationToken));
        }

        Assert.NotEmpty(await _centre.Database.RowsAsync("select 1 from every_touch"));
        await _centre.DeriveAsync();
        Assert.Equal(["12:00:00 1"], await _centre.VerdictsAsync("pbx"));
    }

    private static ProbeResult Sooner(ProbeResult result) =>
        result with
        {
            StartedAt = result.StartedAt - TimeSpan.FromMilliseconds(1),
        };

    private static Instant At(double minute) => Noon + TimeSpan.FromMinutes(minute);

    private static IEnumerable<ProbeResult> Runs(string target, int from, int to, Outcome outcome = Outcome.Up) =>
        Enumerable
            .Range(from, to - from)
            .SelectMany(minute => Regions.Select(region => Result(target, region, At(minute), outcome)));
}
