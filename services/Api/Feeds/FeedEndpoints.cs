using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Ringback.Api.Endpoints;
using Ringback.Model;

namespace Ringback.Api.Feeds;

/// <summary>What status pages and feed readers know already, told from memory.</summary>
internal static class FeedEndpoints
{
    public const string CorsPolicy = "feeds";

    /// <summary>A CDN may answer for 5 s, for 30 s more while it asks anew, and for a day while we do not answer.</summary>
    public const string Cacheable = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400";
    private const string Json = "application/json; charset=utf-8";
    private const string Id = "{id}";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Whether a path could be a feed's.</summary>
    public static bool IsOne(string path) =>
        path.StartsWith("/api/v2/", StringComparison.Ordinal)
        || path.StartsWith("/history.", StringComparison.Ordinal)
        || path.StartsWith("/badges/", StringComparison.Ordinal);

    public static void MapFeeds(this IEndpointRouteBuilder routes)
    {
        var feeds = routes.MapGroup("").AllowAnonymous().RequireCors(CorsPolicy).ExcludeFromDescription();
        Statuspage(feeds, "/api/v2/summary.json", page => page.Summary());
        Statuspage(feeds, "/api/v2/status.json", page => new StatusDocumentJson(page.Page(), page.Status()));
        Statuspage(feeds, "/api/v2/components.json", page => new ComponentsJson(page.Page(), page.Components()));
        Statuspage(feeds, "/api/v2/incidents.json", page => new IncidentsJson(page.Page(), [.. page.Incidents()]));
        Statuspage(
            feeds,
            "/api/v2/incidents/unresolved.json",
            page => new IncidentsJson(page.Page(), [.. page.Incidents(open: true)])
        );
        Maintenance(feeds, "/api/v2/scheduled-maintenances.json", (_, _) => true);
        Maintenance(feeds, "/api/v2/scheduled-maintenances/upcoming.json", (work, now) => work.Window.From > now);
        Maintenance(feeds, "/api/v2/scheduled-maintenances/active.json", (work, now) => work.Window.Contains(now));
        Component(
            feeds,
            "/api/v2/components/{id}.json",
            Json,
            (issue, site, component) =>
            {
                var page = new StatuspageWriter(issue, site);
                return Bytes(
                    new ComponentDocumentJson(page.Page(), page.Components().First(each => each.Id == component.Id))
                );
            }
        );

        Document(feeds, "/history.atom", "application/atom+xml; charset=utf-8", XmlFeeds.Atom);
        Document(feeds, "/history.rss", "application/rss+xml; charset=utf-8", XmlFeeds.Rss);
        Document(feeds, "/history.json", "application/feed+json; charset=utf-8", JsonFeed.Write);

        Component(feeds, "/badges/{id}/status.svg", "image/svg+xml", (_, _, component) => Badge.OfVerdict(component));
        Component(
            feeds,
            "/badges/{id}/availability.svg",
            "image/svg+xml",
            (_, _, component) => Badge.OfAvailability(component)
        );
        Component(
            feeds,
            "/badges/{id}/response.svg",
            "image/svg+xml",
            (_, _, component) => Badge.OfResponse(component)
        );
    }

    private static void Statuspage(IEndpointRouteBuilder routes, string path, Func<StatuspageWriter, object> write) =>
        Document(routes, path, Json, (issue, site) => Bytes(write(new StatuspageWriter(issue, site))));

    private static void Maintenance(
        IEndpointRouteBuilder routes,
        string path,
        Func<FeedMaintenance, Instant, bool> filter
    ) =>
        Document(
            routes,
            path,
            Json,
            (issue, site) =>
            {
                var page = new StatuspageWriter(issue, site);
                var now = issue.Facts.ReadAt;
                return Bytes(new MaintenancesJson(page.Page(), [.. page.Maintenances(work => filter(work, now))]));
            }
        );

    private static void Document(
        IEndpointRouteBuilder routes,
        string path,
        string contentType,
        Func<FeedIssue, FeedSite, byte[]> write
    ) =>
        routes.MapMethods(
            path,
            Methods,
            async (HttpContext context, FeedShelf shelf, FeedSites sites) =>
            {
                var issue = await shelf.CurrentAsync(context.RequestAborted);
                var site = sites.Of(context.Request);
                return Answer(context, issue, site, path, contentType, of => write(of, site));
            }
        );

    private static void Component(
        IEndpointRouteBuilder routes,
        string path,
        string contentType,
        Func<FeedIssue, FeedSite, FeedComponent, byte[]> write
    ) =>
        routes.MapMethods(
            path,
            Methods,
            async (string id, HttpContext context, FeedShelf shelf, FeedSites sites) =>
            {
                var issue = await shelf.CurrentAsync(context.RequestAborted);
                var site = sites.Of(context.Request);
                return Find(issue, id) is null
                    ? (IResult)Problems.NoSuchComponent()
                    : Answer(
                        context,
                        issue,
                        site,
                        path.Replace(Id, id, StringComparison.Ordinal),
                        contentType,
                        of => Find(of, id) is { } component ? write(of, site, component) : null
                    );
            }
        );

    private static FeedComponent? Find(FeedIssue issue, string id) =>
        issue.Facts.Components.FirstOrDefault(component => component.Id == id);

    /// <param name="path">As we spell it: as it was asked for, it may be spelt in many ways.</param>
    private static FileContentHttpResult Answer(
        HttpContext context,
        FeedIssue issue,
        FeedSite site,
        string path,
        string contentType,
        Func<FeedIssue, byte[]?> write
    )
    {
        var document = issue.Document(
            site.Url,
            path,
            of => write(of) is { } body ? new FeedDocument(body, contentType, of.Facts.ChangedAt) : null
        )!;
        var headers = context.Response.Headers;
        headers.CacheControl = Cacheable;
        TellReaders(headers);
        if (issue.Freshness != Freshness.Fresh)
        {
            headers.Warning = "110 - \"Response is Stale\"";
            headers["Ringback-Read-At"] = issue.Facts.ReadAt.ToString();
        }

        return TypedResults.Bytes(
            document.Body,
            document.ContentType,
            null,
            false,
            document.LastModified,
            document.Tag
        );
    }

    /// <summary>Whoever asks, also who says no origin: what a CDN was told is what it tells a browser.</summary>
    public static void TellReaders(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = HeaderNames.ETag;
    }

    private static byte[] Bytes(object document) => JsonSerializer.SerializeToUtf8Bytes(document, FeedJson.Options);
}
