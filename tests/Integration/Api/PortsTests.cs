using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

public sealed class PortsTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        var calls = Samples.Target("calls") with
        {
            Check = new RtpCheck
            {
                Host = "127.0.0.1",
                Extension = "600",
                Ports = new PortRange(5004, 5013),
            },
        };
        _api = await ApiServer.StartAsync(lab, Samples.Catalog(calls, Samples.Target("pbx")));
        _api.Centre.SetTime(At(10));
        await _api.Centre.IngestAsync([
            Call(0, "brno", 5004, 20_000),
            Call(1, "brno", 5008, 20_002, Reason.OneWayMedia),
            Call(2, "prague", 5008, 20_004, Reason.NoMedia),
            Samples.Result("calls", "prague", At(3), Outcome.Down),
        ]);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Ports_of_calls_are_told_with_the_share_of_the_range_and_where_media_failed()
    {
        var answer = await _api.GetAsync("/v1/targets/calls/ports?from=2026-10-05T12:00:00Z");

        Assert.Equal(
            """
            {"target":"calls","from":"2026-10-05T12:00:00Z","to":"2026-10-05T12:10:00Z","range":"5004-5013","pairs":5,"seen_pairs":2,"seen_ratio":0.4,
            "calls":3,"seen_ports":[5004,5008],"remote_ports_seen":3,
            "local":[{"port":5008,"calls":2,"failed":2,"failing":true,"last_failed_at":"2026-10-05T12:02:00Z"}],
            "remote":[{"port":20002,"calls":1,"failed":1,"failing":true,"last_failed_at":"2026-10-05T12:01:00Z"},
            {"port":20004,"calls":1,"failed":1,"failing":true,"last_failed_at":"2026-10-05T12:02:00Z"}]}
            """.ReplaceLineEndings(""),
            answer.GetRawText()
        );
    }

    [Fact]
    public async Task A_region_s_own_and_a_target_that_calls_nobody_are_told_apart()
    {
        var brno = await _api.GetAsync("/v1/targets/calls/ports?region=brno");
        var pbx = await _api.GetAsync("/v1/targets/pbx/ports");

        Assert.Equal(2, brno.GetProperty("calls").GetInt32());
        Assert.Equal(0, pbx.GetProperty("calls").GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, pbx.GetProperty("range").ValueKind);
    }

    private static ProbeResult Call(int minute, string region, int local, int remote, Reason? reason = null) =>
        Samples.Result("calls", region, At(minute), reason is null ? Outcome.Up : Outcome.Down) with
        {
            Reason = reason,
            Measurements =
            [
                new Measurement(MeasurementNames.LocalPort, local),
                new Measurement(MeasurementNames.RemotePort, remote),
                new Measurement(MeasurementNames.MediaHeld, reason is null ? 1 : 0),
            ],
        };
}
