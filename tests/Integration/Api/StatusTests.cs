using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

public sealed class StatusTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync() =>
        _api = await ApiServer.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_status_has_exactly_the_promised_shape()
    {
        _api.Centre.SetTime(At(5.5));
        await _api.Centre.IngestAsync(Runs("pbx", 0, 4), Runs("pbx", 4, 6, Outcome.Down));
        await _api.Centre.DeriveAsync();

        var status = await _api.GetAsync("/v1/status");

        Assert.Equal(
            """
            {"as_of":"2026-10-05T12:05:00Z","verdict":"down","components":[{"id":"calls","name":"Calls","verdict":"down",
            "targets":[{"id":"pbx","kind":"sip","verdict":"down","availability_30d":0.8,"coverage_30d":1,"regions":[
            {"id":"brno","state":"down","reason":"timeout","last_result_at":"2026-10-05T12:05:00Z"},
            {"id":"frankfurt","state":"down","reason":"timeout","last_result_at":"2026-10-05T12:05:00Z"},
            {"id":"prague","state":"down","reason":"timeout","last_result_at":"2026-10-05T12:05:00Z"}]}]}]}
            """.ReplaceLineEndings(""),
            status.GetRawText()
        );
    }

    [Fact]
    public async Task Without_data_figures_are_null_and_nobody_is_up()
    {
        var status = await _api.GetAsync("/v1/status");

        Assert.Equal(
            """
            {"as_of":"2026-10-05T11:57:00Z","verdict":"unknown","components":[{"id":"calls","name":"Calls","verdict":"unknown",
            "targets":[{"id":"pbx","kind":"sip","verdict":"unknown","availability_30d":null,"coverage_30d":null,"regions":[
            {"id":"brno","state":"unknown","reason":null,"last_result_at":null},
            {"id":"frankfurt","state":"unknown","reason":null,"last_result_at":null},
            {"id":"prague","state":"unknown","reason":null,"last_result_at":null}]}]}]}
            """.ReplaceLineEndings(""),
            status.GetRawText()
        );
    }

    [Fact]
    public async Task A_target_tells_its_settings_and_a_removed_one_its_end()
    {
        await _api.Centre.ApplyAsync(Samples.Catalog(Samples.Target("pbx"), Samples.Target("web")));
        await _api.Centre.SeedOutageAsync();
        _api.Centre.SetTime(At(11));
        await _api.Centre.ApplyAsync(Samples.Catalog(Samples.Target("web")));
        _api.Centre.SetTime(At(12));
        await _api.Centre.DeriveAsync();

        // Two catalogs never take effect at one instant: web came a microsecond later.
        var listed = (await _api.GetAsync("/v1/targets")).GetProperty("targets");
        var removed = await _api.GetAsync("/v1/targets/pbx");

        Assert.Equal(
            """
            [{"id":"web","name":"web","kind":"sip","verdict":"up","components":["calls"],"regions":["brno","frankfurt","prague"],
            "interval_seconds":60,"timeout_seconds":5,"confirm_failures":2,"confirm_successes":1,"quorum":"majority",
            "created_at":"2026-10-05T12:00:00.000001Z","deleted_at":null}]
            """.ReplaceLineEndings(""),
            listed.GetRawText()
        );
        Assert.Equal(
            """
            {"id":"pbx","name":"pbx","kind":"sip","verdict":"unknown","components":[],"regions":[],
            "interval_seconds":60,"timeout_seconds":5,"confirm_failures":2,"confirm_successes":1,"quorum":"majority",
            "created_at":"2026-10-05T12:00:00Z","deleted_at":"2026-10-05T12:11:00Z"}
            """.ReplaceLineEndings(""),
            removed.GetRawText()
        );
        Assert.Equal(33, (await _api.GetAsync("/v1/targets/pbx/results")).GetProperty("results").GetArrayLength());
        var past = await _api.GetAsync("/v1/targets/pbx/availability");
        Assert.Equal(660, past.GetProperty("measured_seconds").GetDecimal());
        Assert.Equal(180, past.GetProperty("down_seconds").GetDecimal());
        Assert.Equal("2026-10-05T12:11:00Z", past.GetProperty("to").GetString());
        Assert.Equal(
            "2026-10-05T12:11:00Z",
            (await _api.GetAsync("/v1/targets/pbx/timeline")).GetProperty("intervals")[2].GetProperty("to").GetString()
        );
    }
}
