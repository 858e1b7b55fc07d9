using System.Text.Json;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

public sealed class IncidentsTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiServer.StartAsync(lab, Samples.Catalog());

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Filters_choose_by_target_component_status_and_window()
    {
        await _api.Centre.SeedOutageAsync();
        _api.Centre.SetTime(At(13.5));
        await _api.Centre.IngestAsync(Runs("pbx", 11, 14), Runs("web", 11, 14, Outcome.Down));
        await _api.Centre.DeriveAsync();

        Assert.Equal(["4 calls open", "3 web open", "2 calls closed", "1 pbx closed"], await ListAsync(""));
        Assert.Equal(["1 pbx closed"], await ListAsync("target=pbx"));
        Assert.Equal(["4 calls open", "2 calls closed"], await ListAsync("component=calls"));
        Assert.Empty(await ListAsync("component=pbx"));
        Assert.Equal(["4 calls open", "3 web open"], await ListAsync("status=open"));
        Assert.Equal(["2 calls closed", "1 pbx closed"], await ListAsync("status=closed"));
        Assert.Equal(["2 calls closed", "1 pbx closed"], await ListAsync("to=2026-10-05T12:11:00Z"));
        Assert.Equal(["4 calls open", "3 web open"], await ListAsync("from=2026-10-05T12:06:00Z"));
        Assert.Equal(["4 calls open", "2 calls closed"], await ListAsync("part_of=none"));
        Assert.Equal(["1 pbx closed"], await ListAsync("part_of=2"));
        var incident = (await _api.GetAsync("/v1/incidents?target=pbx")).GetProperty("incidents")[0];
        Assert.Equal(
            """
            {"id":"1","kind":"target","target":"pbx","component":null,"region":null,"name":"pbx","status":"closed","opened_at":"2026-10-05T12:03:00Z",
            "closed_at":"2026-10-05T12:06:00Z","severity":"down","reason":"timeout","merged_into":null,"part_of":"2","causes":[
            {"layer":"sip","reason":"timeout","region":"brno","count":3,"first_at":"2026-10-05T12:03:00Z","last_at":"2026-10-05T12:05:00Z"},
            {"layer":"sip","reason":"timeout","region":"frankfurt","count":3,"first_at":"2026-10-05T12:03:00Z","last_at":"2026-10-05T12:05:00Z"},
            {"layer":"sip","reason":"timeout","region":"prague","count":3,"first_at":"2026-10-05T12:03:00Z","last_at":"2026-10-05T12:05:00Z"}
            ],"changed_at":"2026-10-05T12:10:30Z"}
            """.ReplaceLineEndings(""),
            incident.GetRawText()
        );
    }

    [Fact]
    public async Task Merged_and_withdrawn_ones_are_listed_only_when_asked_for()
    {
        _api.Centre.SetTime(At(10.5));
        await _api.Centre.IngestAsync(
            Runs("pbx", 0, 2),
            Runs("pbx", 2, 4, Outcome.Down),
            Runs("pbx", 4, 5),
            Runs("pbx", 5, 7, Outcome.Down),
            Runs("pbx", 7, 11),
            Runs("web", 0, 11)
        );
        await _api.Centre.DeriveAsync();
        await _api.Centre.IngestAsync(Sooner(Runs("pbx", 4, 5, Outcome.Down), 1));
        await _api.Centre.DeriveAsync();

        Assert.Equal(["1 pbx closed"], await ListAsync("target=pbx"));
        Assert.Equal(["2 pbx merged", "1 pbx closed"], (await ListAsync("status=all&target=pbx")).OrderDescending());
        Assert.Empty(await ListAsync("status=open"));

        await _api.Centre.IngestAsync(Sooner(Runs("pbx", 2, 7), 2));
        await _api.Centre.DeriveAsync();

        Assert.Empty(await ListAsync(""));
        Assert.Equal(
            ["pbx merged", "pbx withdrawn"],
            (await ListAsync("status=all&target=pbx")).Select(line => line[2..]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task All_pages_together_are_all_incidents_and_none_twice()
    {
        await _api.Centre.Database.RowsAsync(
            """
            insert into incident (target, opened_at, closed_at, severity, changed_at)
            select t.id, timestamptz '2026-10-04T00:00Z' + n * interval '1 minute', timestamptz '2026-10-04T00:01Z' + n * interval '1 minute', 4, '2026-10-05T12:00Z'
            from target t, generate_series(1, 250) n where t.slug = 'pbx'
            """
        );

        var ids = new List<int>();
        string? cursor = null;
        do
        {
            var page = await _api.GetAsync($"/v1/incidents{(cursor is null ? "" : $"?cursor={cursor}")}");
            ids.AddRange(page.GetProperty("incidents").EnumerateArray().Select(Id));
            cursor = page.GetProperty("next_cursor").GetString();
        } while (cursor is not null);

        Assert.Equal(Enumerable.Range(1, 250).Reverse(), ids);
    }

    private static IEnumerable<ProbeResult> Sooner(IEnumerable<ProbeResult> results, int milliseconds) =>
        results.Select(result =>
            result with
            {
                StartedAt = result.StartedAt - TimeSpan.FromMilliseconds(milliseconds),
            }
        );

    private static int Id(JsonElement incident) =>
        int.Parse(incident.GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IEnumerable<string>> ListAsync(string query) =>
        (await _api.GetAsync($"/v1/incidents?{query}"))
            .GetProperty("incidents")
            .EnumerateArray()
            .Select(incident =>
                $"{Id(incident)} {incident.GetProperty("target").GetString() ?? incident.GetProperty("component").GetString()} {incident.GetProperty("status")}"
            );
}
