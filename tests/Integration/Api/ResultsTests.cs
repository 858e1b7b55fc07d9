using System.Text.Json;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

public sealed class ResultsTests(OutageApi outage, LabFixture lab) : IClassFixture<OutageApi>
{
    private readonly ApiServer _api = outage.Server;

    [Fact]
    public async Task A_result_is_what_went_in_without_address_evidence_and_detail()
    {
        var page = await _api.GetAsync("/v1/targets/pbx/results?limit=1&region=prague&to=2026-10-05T12:06:00Z");

        Assert.Equal(
            """
            {"region":"prague","scheduled_at":"2026-10-05T12:05:00Z","started_at":"2026-10-05T12:05:00.003Z","trigger":"schedule",
            "outcome":"down","reason":"timeout","duration_seconds":0.0215,"lane_wait_seconds":4E-05,"timing_error_seconds":0,
            "phases":[{"name":"resolve","duration_seconds":1.2E-05},{"name":"exchange","duration_seconds":0.021}],
            "measurements":{"rtt_seconds":0.0213,"status_code":200}}
            """.ReplaceLineEndings(""),
            page.GetProperty("results")[0].GetRawText()
        );
    }

    [Theory]
    [InlineData("/v1/status")]
    [InlineData("/v1/targets")]
    [InlineData("/v1/targets/pbx")]
    [InlineData("/v1/targets/pbx/results")]
    [InlineData("/v1/targets/pbx/timeline")]
    [InlineData("/v1/targets/pbx/availability")]
    [InlineData("/v1/targets/pbx/missing")]
    [InlineData("/v1/targets/pbx/ports")]
    [InlineData("/v1/incidents")]
    [InlineData("/")]
    public async Task No_answer_gives_an_address_or_evidence(string path)
    {
        var body = await _api.Http.GetStringAsync(path, TestContext.Current.CancellationToken);

        Assert.NotEmpty(body);
        Assert.DoesNotContain("127.0.0.1", body, StringComparison.Ordinal);
        Assert.DoesNotContain("OPTIONS", body, StringComparison.Ordinal);
        Assert.DoesNotContain("no answer", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("", 2)]
    [InlineData("", 7)]
    [InlineData("", 33)]
    [InlineData("", 1000)]
    [InlineData("&region=brno", 4)]
    [InlineData("&from=2026-10-05T12:02:00Z&to=2026-10-05T12:08:00Z", 5)]
    public async Task All_pages_together_are_all_results_newest_first_and_none_twice(string filter, int limit)
    {
        var whole = await WalkAsync(_api, $"limit=1000{filter}");
        var pages = await WalkAsync(_api, $"limit={limit}{filter}");

        Assert.Equal(whole, pages);
        Assert.Equal(
            filter.Length == 0 ? 33
                : filter.Contains("brno", StringComparison.Ordinal) ? 11
                : 18,
            whole.Count
        );
        Assert.Equal(whole.Count, whole.Distinct().Count());
        var slots = whole.ConvertAll(place => place.Split(' ')[0]);
        Assert.Equal(slots.OrderDescending(StringComparer.Ordinal), slots);
    }

    [Fact]
    public async Task New_results_and_the_clock_do_not_move_the_pages_of_a_walk()
    {
        await using var api = await StartAsync();
        var before = await WalkAsync(api, "limit=1000");
        var newest = 10;
        var walked = await WalkAsync(
            api,
            "limit=4",
            async () =>
            {
                // Hours pass within the walk: reckoned anew, the window would lose the oldest results.
                newest += 20;
                api.Centre.SetTime(At(newest + 0.5));
                await api.Centre.IngestAsync(Runs("pbx", newest, newest + 1));
            }
        );

        Assert.Equal(before, walked);
        Assert.Equal(33, before.Count);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("99999999999999999999")]
    [InlineData("ten")]
    [InlineData("")]
    public async Task A_limit_has_bounds(string limit)
    {
        var problem = await _api.GetAsync(
            $"/v1/targets/pbx/results?limit={limit}",
            System.Net.HttpStatusCode.BadRequest
        );

        Assert.Equal(["limit"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Slots_without_a_result_are_missing_once_their_runs_could_have_ended()
    {
        await using var api = await StartAsync();
        // pbx ran at full minutes here, its worker's slots lie elsewhere: of an hour, every expected slot is missing.
        api.Centre.SetTime(At(60));
        var answer = await api.GetAsync("/v1/targets/pbx/missing?region=prague");
        var slots = answer.GetProperty("missing").EnumerateArray().ToList();
        var phase = Model.Sla.Slots.Phase("pbx", "prague", TimeSpan.FromMinutes(1));
        var first = Model.Sla.Slots.FirstAtOrAfter(Samples.Noon, phase, TimeSpan.FromMinutes(1));

        Assert.Equal(
            Enumerable
                .Range(0, 60)
                .Select(minute => first + TimeSpan.FromMinutes(minute))
                .Where(slot => slot + TimeSpan.FromSeconds(40) <= At(60))
                .Select(slot => slot.ToString()),
            slots.Select(slot => slot.GetProperty("scheduled_at").GetString())
        );

        // One of them came late.
        await api.Centre.IngestAsync([Samples.Result("pbx", "prague", first)]);
        var rest = (await api.GetAsync("/v1/targets/pbx/missing?region=prague")).GetProperty("missing");
        Assert.Equal(slots.Skip(1).Select(Text), rest.EnumerateArray().Select(Text));
    }

    private static string Text(JsonElement element) => element.GetRawText();

    private async Task<ApiServer> StartAsync()
    {
        var api = await ApiServer.StartAsync(lab, Samples.Catalog());
        await api.Centre.SeedOutageAsync();
        return api;
    }

    private static async Task<List<string>> WalkAsync(ApiServer api, string query, Func<Task>? between = null)
    {
        var places = new List<string>();
        string? cursor = null;
        do
        {
            var page = await api.GetAsync(
                $"/v1/targets/pbx/results?{query}{(cursor is null ? "" : $"&cursor={cursor}")}"
            );
            foreach (var result in page.GetProperty("results").EnumerateArray())
                places.Add($"{result.GetProperty("scheduled_at")} {result.GetProperty("region")}");
            cursor = page.GetProperty("next_cursor").GetString();
            Assert.True(places.Count < 100, "the walk turns in circles");
            if (between is not null)
                await between();
        } while (cursor is not null);
        return places;
    }
}
