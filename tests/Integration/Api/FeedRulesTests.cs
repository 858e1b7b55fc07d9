using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Access;
using Ringback.Store.Incidents;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>What RFC 4287, RSS 2.0, JSON Feed 1.1 and Statuspage's documentation ask of the feeds, of an outage with two words of people.</summary>
public sealed class FeedRulesTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync() => _api = await StartAsync(At(-60));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Atom_keeps_the_rules_of_RFC_4287()
    {
        var feed = XDocument.Parse(await TextAsync(_api, "/history.atom")).Root!;

        Assert.Equal(Atom + "feed", feed.Name);
        Assert.NotEmpty(feed.Element(Atom + "author")!.Element(Atom + "name")!.Value);
        foreach (var element in feed.Elements(Atom + "entry").Prepend(feed))
        {
            Assert.Single(element.Elements(Atom + "id")); // 4.1.1 and 4.1.2: exactly one of each
            Assert.NotEmpty(Assert.Single(element.Elements(Atom + "title")).Value);
            Assert.True(Time(Assert.Single(element.Elements(Atom + "updated"))) > DateTimeOffset.UnixEpoch);
            Assert.Single(element.Elements(Atom + "link"), link => link.Attribute("rel")!.Value == "alternate");
            Assert.All(
                element.Elements(Atom + "link"),
                link => Assert.True(Uri.IsWellFormedUriString(link.Attribute("href")!.Value, UriKind.Absolute))
            );
        }

        var entry = Assert.Single(feed.Elements(Atom + "entry"));
        Assert.True(Time(entry.Element(Atom + "published")!) <= Time(entry.Element(Atom + "updated")!));
        Assert.True(Time(entry.Element(Atom + "updated")!) <= Time(feed.Element(Atom + "updated")!));
        Assert.Equal("html", entry.Element(Atom + "content")!.Attribute("type")!.Value);
        Assert.All(
            feed.Descendants(Atom + "id").Select(id => id.Value),
            id => Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id)
        );
        Assert.Equal(2, feed.Descendants(Atom + "id").Select(id => id.Value).Distinct().Count());
    }

    [Fact]
    public async Task Ids_are_the_same_by_whatever_address_and_no_other_installations()
    {
        var ids = await IdsAsync(_api);
        await using var other = await StartAsync(At(-60) + TimeSpan.FromMicroseconds(1));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/history.atom");
        request.Headers.Host = "status.example.org";
        using var response = await _api.Http.SendAsync(request, Cancel);
        Assert.Equal(ids, Ids(await response.Content.ReadAsStringAsync(Cancel)));
        Assert.Empty(ids.Intersect(await IdsAsync(other)));
    }

    [Fact]
    public async Task Rss_has_what_RSS_asks_for()
    {
        var rss = XDocument.Parse(await TextAsync(_api, "/history.rss")).Root!;
        var channel = Assert.Single(rss.Elements("channel"));

        Assert.Equal("2.0", rss.Attribute("version")!.Value);
        foreach (var name in new[] { "title", "link", "description", "lastBuildDate" })
            Assert.NotEmpty(Assert.Single(channel.Elements(name)).Value);
        var item = Assert.Single(channel.Elements("item"));
        foreach (var name in new[] { "title", "link", "description", "guid", "pubDate" })
            Assert.NotEmpty(Assert.Single(item.Elements(name)).Value);
        Assert.Equal("false", item.Element("guid")!.Attribute("isPermaLink")!.Value);
        foreach (var date in new[] { channel.Element("lastBuildDate")!, item.Element("pubDate")! })
            Assert.True(
                DateTimeOffset.TryParseExact(
                    date.Value,
                    "ddd, dd MMM yyyy HH:mm:ss zzz",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out _
                ),
                date.Value
            );
    }

    [Fact]
    public async Task Json_feed_has_what_version_1_1_asks_for()
    {
        var feed = JsonElement.Parse(await TextAsync(_api, "/history.json"));
        Assert.Equal("https://jsonfeed.org/version/1.1", feed.GetProperty("version").GetString());
        Assert.NotEmpty(feed.GetProperty("title").GetString()!);
        Assert.EndsWith("/history.json", feed.GetProperty("feed_url").GetString(), StringComparison.Ordinal);
        var item = Assert.Single(feed.GetProperty("items").EnumerateArray());
        Assert.NotEmpty(item.GetProperty("id").GetString()!);
        Assert.NotEmpty(item.GetProperty("content_html").GetString()!);
        Assert.True(
            item.GetProperty("date_published").GetDateTimeOffset()
                <= item.GetProperty("date_modified").GetDateTimeOffset()
        );
    }

    [Fact]
    public async Task Each_update_says_from_what_to_what_its_component_went()
    {
        var incident = Assert.Single(
            (await _api.GetAsync("/api/v2/incidents.json")).GetProperty("incidents").EnumerateArray()
        );

        Assert.Equal(
            [
                "resolved operational operational",
                "resolved major_outage operational",
                "identified major_outage major_outage",
                "investigating operational major_outage",
            ],
            incident
                .GetProperty("incident_updates")
                .EnumerateArray()
                .Select(update =>
                    Assert.Single(update.GetProperty("affected_components").EnumerateArray()) is var affected
                        ? $"{update.GetProperty("status")} {affected.GetProperty("old_status")} {affected.GetProperty("new_status")}"
                        : ""
                )
        );
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<ApiServer> StartAsync(Instant made)
    {
        var centre = await Centre.StartAsync(lab, Samples.Catalog());
        await centre.Database.RowsAsync($"update migration set applied_at = '{made}'"); // else of one template all
        var api = await ApiServer.StartAsync(centre, centre.Database.Source);
        await RunAsync(0, 3, Outcome.Up);
        await RunAsync(3, 6, Outcome.Down);
        var whole = long.Parse(
            (await centre.Database.RowsAsync("select id from incident where component is not null")).Single(),
            CultureInfo.InvariantCulture
        );
        var notes = new NoteLedger(centre.Database.Source, centre.Time);
        var somebody = new Actor("key:x", "x", null);
        await notes.AddAsync(whole, "identified", "A line card", somebody, Cancel);
        await RunAsync(6, 9, Outcome.Up);
        await notes.AddAsync(whole, "resolved", "It was replaced", somebody, Cancel);
        return api;

        async Task RunAsync(int from, int to, Outcome pbx)
        {
            centre.SetTime(At(to - 0.5));
            await centre.IngestAsync(Runs("pbx", from, to, pbx), Runs("web", from, to));
            await centre.DeriveAsync();
        }
    }

    private static async Task<string> TextAsync(ApiServer api, string path) =>
        await api.Http.GetStringAsync(path, Cancel);

    private static async Task<List<string>> IdsAsync(ApiServer api) => Ids(await TextAsync(api, "/history.atom"));

    private static List<string> Ids(string atom) =>
        [.. XDocument.Parse(atom).Descendants(Atom + "id").Select(id => id.Value)];

    private static DateTimeOffset Time(XElement element) =>
        JsonElement.Parse($"\"{element.Value}\"").GetDateTimeOffset(); // RFC 3339
}
