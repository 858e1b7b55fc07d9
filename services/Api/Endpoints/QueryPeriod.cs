using Ringback.Api.Pages;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints;

/// <summary>The window of a query, and the zone whose calendar cuts it.</summary>
internal readonly record struct QueryPeriod(Window Window, Zone Zone)
{
    // What the document says of these parameters.
    public const string StartChoice =
        "Start of the window, RFC 3339 with an offset; 30 days before 'to' where left out";
    public const string EndChoice = "End of the window, exclusive; now where left out";
    public const string Choice = "In place of 'from' and 'to': 2026, 2026-Q4, 2026-10 or 2026-10-12";
    public const string ZoneChoice = "IANA zone of 'period'; the catalog's where left out";
    public const string ZoneOfDaysChoice =
        "IANA zone of 'period', and of days and months; the catalog's where left out";

    /// <summary>The window of a list: the catalog's zone is asked for only where a period is to be read in it.</summary>
    /// <param name="longest">Longer windows are refused.</param>
    /// <param name="until">The end where none is given.</param>
    public static async Task<Window> ReadAsync(
        PeriodText text,
        TimeSpan fallback,
        TimeSpan longest,
        ReportZone report,
        Instant until,
        QueryErrors errors,
        CancellationToken cancel
    )
    {
        var zone = text is { Period: not null, Zone: null } ? await report.ReadAsync(cancel) : Zone.Utc;
        var window = Read(text, fallback, zone, until, errors).Window;
        if (!errors.Any && window.To - window.From > longest)
            errors.Add(text.Period is null ? "from" : "period", $"must be at most {longest.TotalDays:F0} days");

        return window;
    }

    /// <summary>Holds the window, whatever zone the report turns out to have.</summary>
    public static Window ReadWidest(PeriodText text, TimeSpan fallback, Instant now, QueryErrors errors)
    {
        var window = Read(text, fallback, Zone.Utc, now, errors).Window;
        return text.Period is null ? window : new Window(window.From - Zone.Farthest, window.To + Zone.Farthest);
    }

    /// <summary>Reads <c>from</c> and <c>to</c>, or <c>period</c> in their place, and <c>zone</c>.</summary>
    /// <param name="report">The zone where none is given.</param>
    /// <param name="errors">Gets every wrong parameter; what is returned then means nothing.</param>
    public static QueryPeriod Read(PeriodText text, TimeSpan fallback, Zone report, Instant now, QueryErrors errors)
    {
        var zone = report;
        if (text.Zone is not null && !Zone.TryFind(text.Zone, out zone!))
        {
            errors.Add("zone", "must be an IANA time zone, such as Europe/Prague");
            zone = report;
        }

        if (text.Period is null)
        {
            var window = QueryWindow.Read(text.From, text.To, fallback, QueryWindow.Longest, now, errors);
            return new QueryPeriod(window, zone);
        }

        if (text.From is not null || text.To is not null)
            errors.Add("period", "stands in place of 'from' and 'to': give one or the others");
        else if (!Period.TryParse(text.Period, out var period))
            errors.Add("period", "must be a year, quarter, month or day: 2026, 2026-Q4, 2026-10 or 2026-10-12");
        else
            return new QueryPeriod(period.In(zone), zone);

        return new QueryPeriod(default, zone);
    }
}

/// <summary>The parameters as they came.</summary>
internal readonly record struct PeriodText(string? From, string? To, string? Period, string? Zone);
