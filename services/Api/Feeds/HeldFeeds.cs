using Ringback.Api.Security;

namespace Ringback.Api.Feeds;

/// <summary>
/// Tells who holds the newest issue of a feed so before anything else is asked of the request: no route is looked up for an answer that costs
/// less than that does. It counts like any other. Whatever is not that plain, or is beyond the limit, goes the way of every request.
/// </summary>
internal static class HeldFeeds
{
    public static void UseHeldFeeds(this WebApplication app)
    {
        var shelf = app.Services.GetRequiredService<FeedShelf>();
        var sites = app.Services.GetRequiredService<FeedSites>();
        var throttle = app.Services.GetRequiredService<Throttle>();
        app.Use(
            (context, next) =>
            {
                if (Held(context.Request, shelf, sites) is not { } document || !throttle.IsTaken(context, null))
                    return next(context);

                var response = context.Response;
                response.StatusCode = StatusCodes.Status304NotModified;
                var headers = response.Headers;
                headers.ETag = document.TagText;
                headers.LastModified = document.LastModifiedText;
                headers.CacheControl = FeedEndpoints.Cacheable;
                FeedEndpoints.TellReaders(headers);
                return Task.CompletedTask;
            }
        );
    }

    /// <returns>Null where the client may hold another one, or what is told is marked as stale.</returns>
    private static FeedDocument? Held(HttpRequest request, FeedShelf shelf, FeedSites sites) =>
        request.Headers.IfNoneMatch is [{ } tag]
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Path.Value is { } path
        && FeedEndpoints.IsOne(path)
        && shelf.Fresh() is { Freshness: Freshness.Fresh } issue
        && issue.Find(sites.Of(request).Url, path) is { } document
        && document.TagText == tag
            ? document
            : null;
}
