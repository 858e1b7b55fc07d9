using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Npgsql;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Store;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.ProbeWorker;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>Feeds of a noon hour in which pbx was down from 12:03 to 12:06; the database can be cut off.</summary>
public sealed class FeedsTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private CuttableRelay _relay = null!;
    private NpgsqlDataSource _ledger = null!;
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        var centre = await Centre.StartAsync(
            lab,
            Samples.Catalog() with
            {
                Maintenance = [new("night", "Night <work>", new OneOff(At(60), At(120)), ["pbx"], [])],
            }
        );
        var direct = new NpgsqlConnectionStringBuilder(centre.Database.ConnectionString);
        _relay = new CuttableRelay(new UriBuilder("tcp", direct.Host, direct.Port).Uri);
        direct.Host = _relay.Uri.Host;
        direct.Port = _relay.Uri.Port;
        _ledger = Database.Open(direct.ConnectionString, "test");
        await centre.SeedOutageAsync();
        _api = await ApiServer.StartAsync(centre, _ledger);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _ledger.DisposeAsync();
        await _relay.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_of_statuspage_finds_every_member_that_its_documentation_names()
    {
        var summary = await _api.GetAsync("/api/v2/summary.json");

        Members(summary, "page status components incidents scheduled_maintenances");
        Members(summary.GetProperty("page"), "id name url time_zone updated_at stale read_at");
        Assert.Equal(
            """{"indicator":"none","description":"All Systems Operational"}""",
            summary.GetProperty("status").GetRawText()
        );
        var component = summary.GetProperty("components")[0];
        Members(
            component,
            "id name status created_at updated_at position description showcase start_date group_id page_id group only_show_if_degraded verdict"
        );
        Assert.Equal("operational", component.GetProperty("status").GetString());
        Assert.Empty(summary.GetProperty("incidents").EnumerateArray());

        var incident = Assert.Single(
            (await _api.GetAsync("/api/v2/incidents.json")).GetProperty("incidents").EnumerateArray()
        );
        const string Common =
            "id name status created_at updated_at monitoring_at resolved_at impact shortlink started_at page_id incident_updates components reminder_intervals";
        Members(incident, Common);
        Assert.Equal("resolved", incident.GetProperty("status").GetString());
        Assert.Equal("critical", incident.GetProperty("impact").GetString());
        Assert.Equal("2026-10-05T14:03:00.000+02:00", incident.GetProperty("started_at").GetString());
        Assert.Equal("2026-10-05T14:06:00.000+02:00", incident.GetProperty("resolved_at").GetString());
        var updates = incident.GetProperty("incident_updates").EnumerateArray().ToList();
        Assert.Equal(["resolved", "investigating"], updates.Select(update => update.GetProperty("status").GetString()));
        Assert.All(
            updates,
            update =>
                Members(
                    update,
                    "id status body incident_id created_at updated_at display_at affected_components deliver_notifications custom_tweet tweet_id"
                )
        );

        var work = Assert.Single(
            (await _api.GetAsync("/api/v2/scheduled-maintenances/upcoming.json"))
                .GetProperty("scheduled_maintenances")
                .EnumerateArray()
        );
        Members(work, $"{Common} scheduled_for scheduled_until");
        Assert.Equal("scheduled", work.GetProperty("status").GetString());
        foreach (var path in new[] { "status", "components", "incidents/unresolved", "scheduled-maintenances/active" })
            Assert.True((await _api.GetAsync($"/api/v2/{path}.json")).TryGetProperty("page", out _));

        static void Members(JsonElement element, string names) =>
            Assert.Equal(names.Split(' ').Order(), element.EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public async Task An_outage_is_a_critical_indicator_and_an_entry_that_moves_on_under_one_id()
    {
        await DownAsync(11, 14);
        var during = await _api.GetAsync("/api/v2/summary.json");
        var first = await EntriesAsync();

        _api.Centre.SetTime(At(16.5));
        await _api.Centre.IngestAsync(Runs("pbx", 14, 17), Runs("web", 14, 17));
        await _api.Centre.DeriveAsync();
        var afterwards = await _api.GetAsync("/api/v2/summary.json");
        var then = await EntriesAsync();

        Assert.Equal("critical", during.GetProperty("status").GetProperty("indicator").GetString());
        Assert.Equal("major_outage", during.GetProperty("components")[0].GetProperty("status").GetString());
        Assert.Single(during.GetProperty("incidents").EnumerateArray());
        Assert.Equal("none", afterwards.GetProperty("status").GetProperty("indicator").GetString());
        Assert.Empty(afterwards.GetProperty("incidents").EnumerateArray());
        Assert.Equal(2, first.Count);
        Assert.Equal(first.Select(entry => entry.Id), then.Select(entry => entry.Id));
        Assert.True(string.CompareOrdinal(first[0].Updated, then[0].Updated) < 0);
        Assert.Equal(first[1].Updated, then[1].Updated);
    }

    [Fact]
    public async Task Feeds_of_three_kinds_and_badges_are_what_they_say()
    {
        var atom = XDocument.Parse(await TextAsync("/history.atom", "application/atom+xml"));
        var rss = XDocument.Parse(await TextAsync("/history.rss", "application/rss+xml"));
        var json = JsonElement.Parse(await TextAsync("/history.json", "application/feed+json"));
        var status = XDocument.Parse(await TextAsync("/badges/calls/status.svg", "image/svg+xml"));
        var availability = XDocument.Parse(await TextAsync("/badges/calls/availability.svg", "image/svg+xml"));

        var id = Assert.Single(atom.Root!.Elements(Atom + "entry")).Element(Atom + "id")!.Value;
        Assert.Equal(id, Assert.Single(rss.Descendants("item")).Element("guid")!.Value);
        Assert.Equal(id, Assert.Single(json.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.EndsWith(": operational", status.Root!.Attribute("aria-label")!.Value, StringComparison.Ordinal);
        Assert.Matches(
            @": 70\.000 % \(coverage 100\.00 % of 30 days, as of 2026-10-05T12:10:",
            availability.Root!.Attribute("aria-label")!.Value
        );
        await _api.GetAsync("/badges/nobody/status.svg", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_response_badge_tells_in_what_time_nearly_all_answers_came()
    {
        var before = XDocument.Parse(await TextAsync("/badges/calls/response.svg", "image/svg+xml"));
        _api.Centre.SetTime(At(75.5));
        await _api.Centre.IngestAsync(Runs("pbx", 11, 76), Runs("web", 11, 76));
        await _api.Centre.DeriveAsync(); // the hour from noon is rolled up
        var after = XDocument.Parse(await TextAsync("/badges/calls/response.svg", "image/svg+xml"));

        Assert.EndsWith(": no data", before.Root!.Attribute("aria-label")!.Value, StringComparison.Ordinal);
        Assert.EndsWith(
            ": 22 ms (95 of 100 answers came within it, since yesterday)", // each took 21.5
            after.Root!.Attribute("aria-label")!.Value,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_has_it_already_gets_304_and_anybodys_page_may_read_it()
    {
        using var first = await SendAsync("/api/v2/summary.json", null);
        _api.Centre.SetTime(At(10.6)); // it is read anew, and nothing has changed
        using var again = await SendAsync("/api/v2/summary.json", first.Headers.ETag);
        using var held = await SendAsync("/api/v2/summary.json", first.Headers.ETag); // of an issue that was told before
        await DownAsync(11, 14);
        using var changed = await SendAsync("/api/v2/summary.json", first.Headers.ETag);

        Assert.Equal("*", Assert.Single(first.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("stale-if-error", first.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(first.Content.Headers.LastModified);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, held.StatusCode);
        Assert.Equal(HeadersOf(again), HeadersOf(held));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        static IEnumerable<string> HeadersOf(HttpResponseMessage response) =>
            response
                .Headers.Concat(response.Content.Headers)
                .Where(header => header.Key != "Date")
                .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
                .Order();
    }

    [Fact]
    public async Task What_a_cdn_gets_that_says_no_origin_it_can_tell_a_browser()
    {
        using var whole = await _api.Http.GetAsync("/history.json", TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/history.json");
        request.Headers.IfNoneMatch.Add(whole.Headers.ETag!);
        using var held = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, held.StatusCode);
        Assert.Equal("*", Assert.Single(whole.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("*", Assert.Single(held.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task While_the_database_is_away_they_are_told_from_memory_and_say_so_and_in_the_end_nothing_is_known()
    {
        await _api.GetAsync("/api/v2/summary.json");
        _relay.Cut();
        _api.Centre.SetTime(At(11));

        using (var response = await SendAsync("/api/v2/summary.json", null))
        {
            Assert.Contains("110", Assert.Single(response.Headers.GetValues("Warning")), StringComparison.Ordinal);
        }

        var stale = await _api.GetAsync("/api/v2/summary.json");
        _api.Centre.SetTime(At(30));
        var lost = await _api.GetAsync("/api/v2/summary.json");
        _relay.Mend();
        _api.Centre.SetTime(At(30.1));
        var back = await _api.GetAsync("/api/v2/components.json");

        Assert.True(stale.GetProperty("page").GetProperty("stale").GetBoolean());
        Assert.Equal("operational", stale.GetProperty("components")[0].GetProperty("status").GetString());
        Assert.Equal("unknown", lost.GetProperty("components")[0].GetProperty("verdict").GetString());
        Assert.Equal("minor", lost.GetProperty("status").GetProperty("indicator").GetString());

        // Silence while the ledger answers is no better: nothing was measured since 12:10.
        Assert.Equal("unknown", back.GetProperty("components")[0].GetProperty("verdict").GetString());
        Assert.Equal("2026-10-05T14:30:06.000+02:00", back.GetProperty("page").GetProperty("read_at").GetString());
    }

    /// <summary>Pbx is down from one minute to another, which is now.</summary>
    private async Task DownAsync(int from, int to)
    {
        _api.Centre.SetTime(At(to - 0.5));
        await _api.Centre.IngestAsync(Runs("pbx", from, to, Outcome.Down), Runs("web", from, to));
        await _api.Centre.DeriveAsync();
    }

    private async Task<List<(string Id, string Updated)>> EntriesAsync() =>
        [
            .. XDocument
                .Parse(await TextAsync("/history.atom", "application/atom+xml"))
                .Root!.Elements(Atom + "entry")
                .Select(entry => (entry.Element(Atom + "id")!.Value, entry.Element(Atom + "updated")!.Value)),
        ];

    private async Task<string> TextAsync(string path, string contentType)
    {
        using var response = await SendAsync(path, null);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, EntityTagHeaderValue? held)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "https://status.example");
        if (held is not null)
            request.Headers.IfNoneMatch.Add(held);
        return await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
