using Ringback.Api.Endpoints;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Answers;

/// <summary>
/// How long an answer may be kept, for all of them. What can change no more is immutable: a version of the catalog, and a window of one target
/// that is final (<see cref="TargetTimeline.FinalBefore"/>) and named so that it means the same for ever; its <c>as_of</c> is that of when it
/// was read. Everything else, a closed month too, may yet be changed by late data or by work that is declared afterwards: it is kept with its
/// ETag, and asked about each time. What is public is kept as <c>FeedEndpoints.Cacheable</c> says, an error by nobody.
/// </summary>
internal static class Finality
{
    private const string Immutable = "private, max-age=31536000, immutable";

    public static void Tell(HttpContext context) => context.Response.Headers.CacheControl = Immutable;

    /// <param name="resolution">Null where none was asked for; days and months are those of a zone.</param>
    public static void TellOf(
        TargetTimeline target,
        Window window,
        PeriodText text,
        string? resolution,
        HttpContext context
    )
    {
        var isOfZone = text.Period is not null || resolution is "day" or "month";
        if (window.To <= target.FinalBefore && (text.Zone is not null || !isOfZone))
            Tell(context);
    }

    /// <summary>What was told of an answer that became an error.</summary>
    public static bool IsTold(HttpContext context) => context.Response.Headers.CacheControl == Immutable;
}
