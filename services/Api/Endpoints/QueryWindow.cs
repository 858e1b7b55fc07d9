using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints;

/// <summary>Reads <c>from</c> and <c>to</c> of a query: RFC 3339 with an offset, half-open, at most 400 days.</summary>
internal static class QueryWindow
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <param name="fallback">How far back <c>from</c> lies where it is left out.</param>
    /// <returns>False with a problem that names every wrong parameter.</returns>
    public static bool TryRead(
        string? from,
        string? to,
        TimeSpan fallback,
        Instant now,
        out Window window,
        out ValidationProblem? problem
    )
    {
        var errors = new Dictionary<string, string[]>();
        var end = Read("to", to, now, errors);
        var start = Read("from", from, end - fallback, errors);
        window = new Window(start, end);
        if (errors.Count == 0 && start >= end)
            errors["from"] = ["must be before 'to' (which is now where it is left out)"];
        else if (errors.Count == 0 && end - start > Longest)
            errors["from"] = [$"must be at most {Longest.TotalDays:F0} days before 'to'"];

        problem = errors.Count == 0 ? null : TypedResults.ValidationProblem(errors);
        return problem is null;
    }

    private static Instant Read(string name, string? text, Instant absent, Dictionary<string, string[]> errors)
    {
        if (text is null)
            return absent;

        if (!Instant.TryParse(text, out var instant))
            errors[name] = ["must be an RFC 3339 instant with an offset, such as 2026-10-01T00:00:00Z"];

        return instant;
    }
}
