using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
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
            "partial_seconds":0,"down_seconds":180,"unknown_seconds":0,"maintenance_seconds":0,"series":null}
            """.ReplaceLineEndings(""),
            answer.GetRawText()
        );
    }

    [Fact]
    public async Task All_targets_are_cut_into_the_pieces_that_each_of_them_is()
    {
        const string Window = "from=2026-10-05T12:00:00.5Z&to=2026-10-05T12:07:00.1Z&resolution=minute";
        await _api.Centre.SeedOutageAsync();

        var all = (await _api.GetAsync($"/v1/availability?{Window}")).GetProperty("targets").EnumerateArray().ToList();

        Assert.Equal(2, all.Count);
        foreach (var target in all)
        {
            var one = await _api.GetAsync($"/v1/targets/{target.GetProperty("target")}/availability?{Window}");
            Assert.Equal(8, target.GetProperty("series").GetArrayLength());
            Assert.Equal(one.GetRawText(), target.GetRawText());
        }

        await _api.GetAsync("/v1/availability?period=2026-10-05&zone=UTC&resolution=minute", HttpStatusCode.OK);
        await _api.GetAsync("/v1/availability?period=2026-10&zone=UTC&resolution=minute", HttpStatusCode.BadRequest);
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
                Maintenance = [new("night", "Night", new OneOff(Samples.Noon, At(60)), ["pbx"], [])],
            }
        );
        await _api.Centre.SeedOutageAsync();

        var answer = await _api.GetAsync("/v1/targets/pbx/availability");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("availability").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("coverage").ValueKind);
        Assert.Equal(600, answer.GetProperty("maintenance_seconds").GetDecimal());
    }

    [Fact]
    public async Task A_window_is_cut_into_the_zones_days_and_their_seconds_add_up()
    {
        await _api.Centre.SeedOutageAsync();

        // The week in which Prague turns its clocks back: 25 October 2026 has 25 hours.
        var answer = await _api.GetAsync(
            "/v1/targets/pbx/availability?from=2026-10-05T12:04:00Z&to=2026-10-26T12:00:00Z&resolution=day"
        );

        var series = answer.GetProperty("series").EnumerateArray().ToList();
        Assert.Equal(22, series.Count);
        Assert.Equal("2026-10-05T12:04:00Z 2026-10-05T22:00:00Z", Bounds(series[0]));
        Assert.Equal("2026-10-24T22:00:00Z 2026-10-25T23:00:00Z", Bounds(series[20]));
        Assert.Equal("2026-10-25T23:00:00Z 2026-10-26T12:00:00Z", Bounds(series[21]));
        foreach (var figure in new[] { "measured_seconds", "up_seconds", "down_seconds", "unknown_seconds" })
        {
            Assert.Equal(
                answer.GetProperty(figure).GetDecimal(),
                series.Sum(piece => piece.GetProperty(figure).GetDecimal())
            );
        }

        Assert.Equal(120, series[0].GetProperty("down_seconds").GetDecimal());
        Assert.Equal(JsonValueKind.Null, series[1].GetProperty("availability").ValueKind);
    }

    [Theory]
    [InlineData("from=2026-10-05T12:00:00Z&to=2026-10-05T12:07:00Z")]
    [InlineData("period=2026-10-05&resolution=hour")]
    public async Task What_a_client_holds_is_not_sent_again_until_a_late_result_changes_it(string query)
    {
        await _api.Centre.SeedOutageAsync();
        var (path, cancel) = ($"/v1/targets/pbx/availability?{query}", TestContext.Current.CancellationToken);
        using var first = await _api.Http.GetAsync(path, cancel);
        var tag = first.Headers.ETag!;
        var before = await first.Content.ReadAsStringAsync(cancel);

        Assert.Equal((HttpStatusCode.NotModified, ""), await AskAsync(path, tag));

        await _api.Centre.IngestAsync([Samples.Result("pbx", "prague", At(1.5), Outcome.Down)]);
        await _api.Centre.IngestAsync([Samples.Result("pbx", "prague", At(1.75), Outcome.Down)]);
        await _api.Centre.DeriveAsync();
        var (status, after) = await AskAsync(path, tag);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(before, after);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(path + "&zone=UTC", tag)).Status);

        async Task<(HttpStatusCode Status, string Body)> AskAsync(string path, EntityTagHeaderValue held)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { held } } };
            using var response = await _api.Http.SendAsync(request, cancel);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }
    }

    [Theory]
    [InlineData("period=2026-10", "2026-09-30T22:00:00Z 2026-10-31T23:00:00Z")]
    [InlineData("period=2026-10&zone=America/New_York", "2026-10-01T04:00:00Z 2026-11-01T04:00:00Z")]
    [InlineData("period=2026-Q4", "2026-09-30T22:00:00Z 2026-12-31T23:00:00Z")]
    public async Task A_period_is_one_of_the_zone(string query, string bounds)
    {
        await _api.Centre.SeedOutageAsync();

        var list = await _api.GetAsync($"/v1/availability?{query}");

        Assert.Equal(bounds, Bounds(list));
        Assert.Equal(
            180,
            list.GetProperty("targets")
                .EnumerateArray()
                .Single(target => target.GetProperty("target").GetString() == "pbx")
                .GetProperty("down_seconds")
                .GetDecimal()
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("?from=2026-10-05T12:03:00.000001Z&to=2026-10-05T12:05:59Z")]
    [InlineData("?from=2026-10-01T00:00:00Z&to=2026-10-02T00:00:00Z")]
    [InlineData("?period=2026-10-05&component=calls")]
    public async Task The_list_says_of_each_target_what_its_own_answer_says(string query)
    {
        await _api.Centre.ApplyAsync(
            Samples.Catalog() with
            {
                Maintenance = [new("night", "Night", new OneOff(At(2), At(4)), ["web"], [])],
            }
        );
        await _api.Centre.SeedOutageAsync();

        var list = await _api.GetAsync($"/v1/availability{query}");

        Assert.Equal(
            [await OneAsync("pbx"), await OneAsync("web")],
            list.GetProperty("targets").EnumerateArray().Select(target => target.GetRawText())
        );

        async Task<string> OneAsync(string id) =>
            (await _api.GetAsync($"/v1/targets/{id}/availability{query.Split("&component")[0]}")).GetRawText();
    }

    private static string Bounds(JsonElement figure) =>
        $"{figure.GetProperty("from").GetString()} {figure.GetProperty("to").GetString()}";
}
