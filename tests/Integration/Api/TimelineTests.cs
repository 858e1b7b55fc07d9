using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

public sealed class TimelineTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiServer.StartAsync(lab, Samples.Catalog());

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Intervals_follow_each_other_within_the_lifetime_up_to_as_of()
    {
        await _api.Centre.SeedOutageAsync();

        var timeline = await _api.GetAsync("/v1/targets/pbx/timeline");

        Assert.Equal("2026-10-05T12:10:00Z", timeline.GetProperty("as_of").GetString());
        string[] expected = ["12:00:00 12:03:00", "12:03:00 12:06:00", "12:06:00 12:10:00"];
        Assert.Equal(
            expected.Zip(["up", "down", "up"], (interval, verdict) => $"{interval} {verdict}"),
            Intervals(timeline, "verdict")
        );
        var regions = timeline.GetProperty("regions").EnumerateArray().ToList();
        Assert.Equal(Samples.Regions, regions.Select(region => region.GetProperty("id").GetString()!));
        Assert.All(
            regions,
            region =>
                Assert.Equal(
                    expected.Zip(["up", "down", "up"], (interval, state) => $"{interval} {state}"),
                    Intervals(region, "state")
                )
        );
    }

    [Fact]
    public async Task A_window_cuts_intervals_and_its_end_is_exclusive()
    {
        await _api.Centre.SeedOutageAsync();

        Assert.Equal(
            ["12:02:00 12:03:00 up", "12:03:00 12:05:00.000001 down"],
            Intervals(
                await _api.GetAsync(
                    "/v1/targets/pbx/timeline?from=2026-10-05T12:02:00Z&to=2026-10-05T14:05:00.0000019%2B02:00"
                ),
                "verdict"
            )
        );
    }

    [Fact]
    public async Task Lives_of_one_id_are_apart_and_what_lies_between_is_no_part_of_it()
    {
        await _api.Centre.SeedOutageAsync();
        _api.Centre.SetTime(At(11));
        await _api.Centre.ApplyAsync(Samples.Catalog(Samples.Target("web")));
        _api.Centre.SetTime(At(20));
        await _api.Centre.ApplyAsync(Samples.Catalog());
        _api.Centre.SetTime(At(23.5));
        await _api.Centre.IngestAsync(Runs("pbx", 20, 24));
        await _api.Centre.DeriveAsync();

        Assert.Equal(
            ["12:00:00 12:03:00 up", "12:03:00 12:06:00 down", "12:06:00 12:11:00 up", "12:20:00 12:23:00 up"],
            Intervals(await _api.GetAsync("/v1/targets/pbx/timeline"), "verdict")
        );
        Assert.Equal(
            14 * 60,
            (await _api.GetAsync("/v1/targets/pbx/availability")).GetProperty("measured_seconds").GetDecimal()
        );
    }

    [Fact]
    public async Task What_is_answered_is_what_the_rules_make_of_the_same_results()
    {
        // C fails once only: a blip. B falls silent. There is a maintenance window.
        ProbeResult[] runs =
        [
            .. Enumerable.Range(0, 60).Select(m => Run("brno", m, m is >= 10 and <= 12 ? Outcome.Down : Outcome.Up)),
            .. Enumerable
                .Range(0, 60)
                .Where(m => m is < 40 or >= 50)
                .Select(m => Run("frankfurt", m, m is 11 or 12 ? Outcome.Down : Outcome.Up)),
            .. Enumerable.Range(0, 60).Select(m => Run("prague", m, m is 30 ? Outcome.Down : Outcome.Up)),
        ];
        MaintenanceWindow night = new("night", "Night", new OneOff(At(12), At(20)), ["pbx"], []);
        await _api.Centre.ApplyAsync(Samples.Catalog() with { Maintenance = [night] });
        _api.Centre.SetTime(At(60));
        await _api.Centre.IngestAsync([.. runs.OrderBy(run => run.ScheduledAt.Microseconds % 7_000_003)]);
        await _api.Centre.DeriveAsync();

        var settings = new StepFunction<TargetSettings>(
            new TargetSettings(
                TimeSpan.FromSeconds(60),
                TimeSpan.FromSeconds(5),
                new Confirmation(2, 1),
                Quorum.Majority
            )
        );
        Window[] alive = [new(Samples.Noon, Instant.MaxValue)];
        var watching = Samples.Regions.Select(region => new WatchingRegion(
            alive,
            RegionTimeline.Of(
                runs.Where(run => run.Region == region)
                    .Select(run => new JudgedResult(run.ScheduledAt, run.Trigger, run.Outcome)),
                settings,
                alive,
                At(60)
            )
        ));
        var verdicts = new StepFunction<Verdict>(
            Verdict.Unknown,
            VerdictTimeline.Derive(
                new VerdictInputs([.. watching], settings, [new Window(At(12), At(20))], alive),
                Instant.MinValue,
                At(60)
            )
        );
        Window hour = new(Samples.Noon, At(60));
        var figure = Availability.Of(verdicts, alive, hour, At(59));

        Assert.Equal(
            verdicts
                .Within(hour with { To = At(59) })
                .Select(p => $"{Time(p.Window.From)} {Time(p.Window.To)} {Word(p.Value)}"),
            Intervals(await _api.GetAsync("/v1/targets/pbx/timeline"), "verdict")
        );
        var answer = await _api.GetAsync("/v1/targets/pbx/availability?from=2026-10-05T12:00:00Z");
        Assert.Equal(60, answer.GetProperty("down_seconds").GetDecimal()); // the worked example of the semantics
        Assert.Equal(480, answer.GetProperty("maintenance_seconds").GetDecimal());
        Assert.Equal(figure.Ratio!.Value.Floor(9), answer.GetProperty("availability").GetDecimal());
        Assert.Equal(figure.Measured / 1_000_000m, answer.GetProperty("measured_seconds").GetDecimal());
    }

    private static ProbeResult Run(string region, int minute, Outcome outcome) =>
        Samples.Result("pbx", region, At(minute), outcome);

    private static string Word(Verdict verdict) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());

    private static string Time(Instant at) => at.ToString()[11..^1];

    private static IEnumerable<string> Intervals(JsonElement answer, string value) =>
        answer
            .GetProperty("intervals")
            .EnumerateArray()
            .Select(interval =>
                $"{interval.GetProperty("from").GetString()![11..^1]} {interval.GetProperty("to").GetString()![11..^1]} {interval.GetProperty(value)}"
            );
}
