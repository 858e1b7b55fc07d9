using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringback.Api.Feeds;

/// <summary>JSON Feed 1.1.</summary>
internal sealed record JsonFeedDocument(
    string Version,
    string Title,
    [property: JsonPropertyName("home_page_url")] string HomePageUrl,
    [property: JsonPropertyName("feed_url")] string FeedUrl,
    string Description,
    IReadOnlyList<JsonFeedItem> Items
);

internal sealed record JsonFeedItem(
    string Id,
    string Url,
    string Title,
    [property: JsonPropertyName("content_html")] string ContentHtml,
    [property: JsonPropertyName("date_published")] string DatePublished,
    [property: JsonPropertyName("date_modified")] string DateModified
);

internal static class JsonFeed
{
    public static byte[] Write(FeedIssue issue, FeedSite site)
    {
        var zone = issue.Facts.Zone;
        var feed = new JsonFeedDocument(
            "https://jsonfeed.org/version/1.1",
            $"{site.Name}: incidents",
            $"{site.Url}/",
            $"{site.Url}/history.json",
            XmlFeeds.Subtitle(issue),
            [
                .. issue.Facts.Incidents.Select(incident => new JsonFeedItem(
                    XmlFeeds.Id(incident, issue),
                    site.Incident(incident.Row.Id),
                    IncidentStory.Title(incident.Row),
                    XmlFeeds.Html(incident, issue),
                    FeedText.Rfc3339(incident.Updates[0].WrittenAt, zone),
                    FeedText.Rfc3339(incident.ChangedAt, zone)
                )),
            ]
        );
        return JsonSerializer.SerializeToUtf8Bytes(feed, FeedJson.Options);
    }
}
