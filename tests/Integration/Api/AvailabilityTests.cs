using System.Text.Json;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

public sealed class AvailabilityTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiServer.StartAsync(lab, Samples.Catalog());

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Seconds_are_exact_and_the_ratio_is_floored()
    {
        await _api.Centre.SeedOutageAsync();

        // [12:00:00.5, 12:07:00.1): 419.6 s, of which 180 s down.
        var answer = await _api.GetAsync(
            "/v1/targets/pbx/availability?from=2026-10-05T12:00:00.5Z&to=2026-10-05T12:07:00.1Z"
        );

        Assert.Equal(
            """
            {"target":"pbx","from":"2026-10-05T12:00:00.5Z","to":"2026-10-05T12:07:00.1Z","as_of":"2026-10-05T12:10:00Z",
            "availability":0.571020019,"coverage":1,"measured_seconds":419.6,"up_seconds":239.6,"degraded_seconds":0,
            "partial_seconds":0,"down_seconds":180,"unknown_seconds":0,"maintenance_seconds":0}
            """.ReplaceLineEndings(""),
            answer.GetRawText()
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("?from=2026-10-01T00:00:00Z&to=2026-10-02T00:00:00Z")]
    [InlineData("?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z")]
    public async Task Without_data_there_is_no_figure(string window)
    {
        var answer = await _api.GetAsync($"/v1/targets/pbx/availability{window}");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("availability").ValueKind);
        Assert.Equal(0, answer.GetProperty("measured_seconds").GetDecimal());
        Assert.Equal(0, answer.GetProperty("down_seconds").GetDecimal());
    }

    [Fact]
    public async Task Time_without_verdict_lowers_coverage_and_not_availability()
    {
        _api.Centre.SetTime(At(10));
        await _api.Centre.IngestAsync(Runs("pbx", 0, 2));
        await _api.Centre.DeriveAsync();
        _api.Centre.SetTime(At(15));
        await _api.Centre.DeriveAsync();

        // Known until 12:04 (the last slot vouches for three minutes), complete until 12:12 (now less staleness).
        var answer = await _api.GetAsync("/v1/targets/pbx/availability");

        Assert.Equal("2026-10-05T12:12:00Z", answer.GetProperty("as_of").GetString());
        Assert.Equal(1, answer.GetProperty("availability").GetDecimal());
        Assert.Equal(0.333333333m, answer.GetProperty("coverage").GetDecimal());
        Assert.Equal(480, answer.GetProperty("unknown_seconds").GetDecimal());
    }

    [Fact]
    public async Task Nothing_but_maintenance_has_neither_availability_nor_coverage()
    {
        await _api.Centre.ApplyAsync(
            Samples.Catalog() with
            {
                Maintenance = [new("night", "Night", Samples.Noon, At(60), ["pbx"], [])],
            }
        );
        await _api.Centre.SeedOutageAsync();

        var answer = await _api.GetAsync("/v1/targets/pbx/availability");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("availability").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("coverage").ValueKind);
        Assert.Equal(600, answer.GetProperty("maintenance_seconds").GetDecimal());
    }
}
