using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>The same rows as JSON, CSV, NDJSON and Parquet; members and columns that were asked for; bodies made small.</summary>
public sealed class FormsTests(FormsTests.Formulas formulas, LabFixture lab) : IClassFixture<FormsTests.Formulas>
{
    private const string Hour = "from=2026-10-05T12:00:00Z&to=2026-10-05T12:10:00Z";
    private readonly ApiServer _api = formulas.Server;

    [Fact]
    public async Task Every_form_has_every_row_of_the_window_and_the_same_figures()
    {
        var json = (await _api.GetAsync($"/v1/targets/pbx/results?{Hour}&limit=1000")).GetProperty("results");
        var lines = await LinesAsync($"/v1/targets/pbx/results?{Hour}&format=csv");
        var objects = (await LinesAsync($"/v1/targets/pbx/results?{Hour}&format=ndjson", "\n"))
            .Select(line => JsonElement.Parse(line))
            .ToList();
        var parquet = await ParquetAsync(
            $"/v1/targets/pbx/results?{Hour}&format=parquet",
            "scheduled_at",
            "region",
            "outcome",
            "rtt_seconds"
        );

        Assert.Equal(30, json.GetArrayLength());
        Assert.Equal((31, 30), (lines.Count, objects.Count));
        var head = lines[0].Split(',');
        for (var row = 0; row < 30; row++)
        {
            var expected =
                $"{json[row].GetProperty("scheduled_at")} {json[row].GetProperty("region")} {json[row].GetProperty("outcome")} 0.0213";
            var cells = lines[row + 1].Split(',');
            Assert.Equal(
                expected,
                string.Join(
                    ' ',
                    new[] { "scheduled_at", "region", "outcome", "rtt_seconds" }.Select(name =>
                        cells[head.IndexOf(name)]
                    )
                )
            );
            Assert.Equal(
                expected,
                $"{objects[row].GetProperty("scheduled_at")} {objects[row].GetProperty("region")} {objects[row].GetProperty("outcome")} {objects[row].GetProperty("rtt_seconds")}"
            );
            Assert.Equal(
                expected,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(DateTime)parquet["scheduled_at"][row]!:yyyy-MM-dd'T'HH:mm:ss'Z'} {parquet["region"][row]} {parquet["outcome"][row]} {parquet["rtt_seconds"][row]}"
                )
            );
        }
    }

    [Theory]
    [InlineData("outcome=down", 9)]
    [InlineData("reason=timeout", 9)]
    [InlineData("reason=timeout&region=brno", 3)]
    [InlineData("outcome=up&reason=timeout", 0)]
    [InlineData("trigger=confirm", 0)]
    public async Task Results_are_chosen_by_what_came_of_them(string filter, int expected)
    {
        var page = await _api.GetAsync($"/v1/targets/pbx/results?{Hour}&{filter}");

        Assert.Equal(expected, page.GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/incidents?target=pbx&reason=timeout&verdict=down&region=prague&kind=target", 1)]
    [InlineData("/v1/incidents?target=pbx&reason=busy", 0)]
    [InlineData("/v1/incidents?target=pbx&verdict=partial", 0)]
    [InlineData("/v1/incidents?target=pbx&kind=vantage", 0)]
    [InlineData("/v1/targets?kind=sip&component=calls&region=brno&verdict=up", 2)]
    [InlineData("/v1/targets?kind=ntp", 0)]
    [InlineData("/v1/targets?verdict=down", 0)]
    public async Task Lists_are_chosen_by_what_they_are_of(string path, int expected)
    {
        var list = (await _api.GetAsync(path)).EnumerateObject().First().Value;

        Assert.Equal(expected, list.GetArrayLength());
    }

    [Fact]
    public async Task A_name_is_never_a_formula()
    {
        var line = (await LinesAsync("/v1/targets?format=csv"))[2];

        Assert.StartsWith("web,\"'=cmd|' /C calc'!A0\",sip,", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_members_that_were_asked_for_are_answered()
    {
        var page = await _api.GetAsync(
            $"/v1/targets/pbx/results?{Hour}&limit=1&fields=results.outcome,results.phases.name"
        );
        var lines = await LinesAsync($"/v1/targets/pbx/results?{Hour}&format=csv&fields=outcome,region&limit=1");

        Assert.Equal(
            """{"results":[{"outcome":"up","phases":[{"name":"resolve"},{"name":"exchange"}]}]}""",
            page.GetRawText()
        );
        Assert.Equal(["region,outcome", "brno,up"], lines);
    }

    [Theory]
    [InlineData(
        "/v1/targets/pbx/results?fields=results.colour",
        "has no member 'colour'; there are: region, scheduled_at"
    )]
    [InlineData("/v1/targets/pbx?fields=id.more", "has no members below 'id'")]
    [InlineData("/v1/targets?format=csv&fields=colour", "has no such column; there are: id, name")]
    public async Task A_member_that_is_not_there_is_a_problem_that_names_those_there_are(string path, string expected)
    {
        var problem = await _api.GetAsync(path, HttpStatusCode.BadRequest);

        Assert.StartsWith(
            expected,
            problem.GetProperty("errors").GetProperty("fields")[0].GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Bodies_travel_compressed(string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/targets/pbx/results?{Hour}&limit=1000");
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        using var response = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream plain =
            encoding == "br"
                ? new BrotliStream(body, CompressionMode.Decompress)
                : new GZipStream(body, CompressionMode.Decompress);
        var json = (await JsonDocument.ParseAsync(plain, default, TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        Assert.Equal(30, json.GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/targets/pbx/latency?period=2026-10-05&zone=UTC")]
    [InlineData("/v1/targets/pbx/quality?period=2026-10-05&zone=UTC")]
    [InlineData("/v1/targets/pbx/timeline?from=2026-10-05T12:00:00Z&to=2026-10-05T12:08:00Z")]
    [InlineData("/v1/availability?from=2026-10-05T12:00:00Z&to=2026-10-05T12:08:00Z")]
    public async Task What_is_complete_stays_the_same_answer_while_time_goes_on(string path)
    {
        await using var api = await ApiServer.StartAsync(lab, Samples.Catalog());
        await api.Centre.SeedOutageAsync();
        api.Centre.SetTime(At(0) + TimeSpan.FromDays(1));
        var tag = await TagAsync();
        api.Centre.SetTime(At(7) + TimeSpan.FromDays(1));

        Assert.Equal(tag, await TagAsync());

        await api.Centre.IngestAsync(Runs("pbx", 1, 2, Outcome.Degraded), Runs("pbx", 2, 3, Outcome.Degraded));
        await api.Centre.Database.RowsAsync("delete from result where scheduled_at = '2026-10-05T12:01:00Z'");
        Assert.NotNull(tag);

        async Task<string> TagAsync()
        {
            using var response = await api.Http.GetAsync(path, TestContext.Current.CancellationToken);
            return response.Headers.ETag!.Tag;
        }
    }

    [Theory]
    [InlineData("/v1/targets/pbx/timeline?period=2026-10-05")]
    [InlineData("/v1/targets/pbx/results?period=2026-10-05&zone=Europe/Prague")]
    [InlineData("/v1/targets/pbx/missing?period=2026-10-05")]
    [InlineData("/v1/incidents?period=2026-10")]
    [InlineData("/v1/maintenance-windows?period=2026-10")]
    public async Task A_period_stands_in_place_of_bounds(string path)
    {
        await _api.GetAsync(path);
        var problem = await _api.GetAsync($"{path}&from=2026-10-05T12:00:00Z", HttpStatusCode.BadRequest);

        Assert.True(problem.GetProperty("errors").TryGetProperty("period", out _));
    }

    private async Task<List<string>> LinesAsync(string path, string end = "\r\n")
    {
        var text = Encoding.UTF8.GetString(await BytesAsync(path));
        Assert.EndsWith(end, text, StringComparison.Ordinal);
        return [.. text[..^end.Length].Split(end)];
    }

    private async Task<Dictionary<string, object?[]>> ParquetAsync(string path, params string[] names)
    {
        using var file = new MemoryStream(await BytesAsync(path));
        var columns = names.ToDictionary(name => name, _ => new List<object?>());
        foreach (var row in (await Parquet.Serialization.ParquetSerializer.DeserializeUntypedAsync(file)).Data)
        {
            foreach (var name in names)
                columns[name].Add(row[name]);
        }

        return columns.ToDictionary(each => each.Key, each => each.Value.ToArray());
    }

    private async Task<byte[]> BytesAsync(string path)
    {
        using var response = await _api.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A name that a spreadsheet would run.</summary>
    public sealed class Formulas(LabFixture lab) : OutageApi(lab)
    {
        private protected override Catalog Catalog =>
            Samples.Catalog(Samples.Target("pbx"), Samples.Target("web") with { Name = "=cmd|' /C calc'!A0" });
    }
}
