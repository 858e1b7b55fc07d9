using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints;

/// <summary>Reads <c>from</c> and <c>to</c> of a query: RFC 3339 with an offset, half-open.</summary>
internal static class QueryWindow
{
    /// <summary>Longest window of figures: a year with a month to spare.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <param name="fallback">How far back <c>from</c> lies where it is left out.</param>
    /// <param name="longest">Longer windows are refused.</param>
    /// <param name="errors">Gets every wrong bound; the window returned then means nothing.</param>
    public static Window Read(
        string? from,
        string? to,
        TimeSpan fallback,
        TimeSpan longest,
        Instant now,
        QueryErrors errors
    )
    {
        var isRead = TryReadBound("to", to, now, errors, out var end);
        isRead &= TryReadBound("from", from, end - fallback, errors, out var start);
        if (isRead && start >= end)
            errors.Add("from", "must be before 'to', also where that is left out");
        else if (isRead && end - start > longest)
            errors.Add("from", $"must be at most {longest.TotalDays:F0} days before 'to'");

        return new Window(start, end);
    }

    private static bool TryReadBound(string name, string? text, Instant absent, QueryErrors errors, out Instant bound)
    {
        bound = absent;
        if (text is null)
            return true;

        // Nothing was measured before the epoch, and earlier years soon leave what a timestamp can hold.
        if (Instant.TryParse(text, out bound) && bound >= Instant.UnixEpoch)
            return true;

        errors.Add(name, "must be an RFC 3339 instant from 1970 on with an offset, such as 2026-10-01T00:00:00Z");
        return false;
    }
}
