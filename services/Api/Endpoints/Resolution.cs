using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints;

/// <summary>How finely a window is cut: by the calendar of a zone, or by whole minutes or hours of UTC.</summary>
internal static class Resolution
{
    public const int MostPieces = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <returns>Adjoining pieces that cover the window, in order; null where it is not to be cut, or cannot be.</returns>
    public static IReadOnlyList<Window>? Cut(string? resolution, QueryPeriod asked, QueryErrors errors)
    {
        if (resolution is null || errors.Any)
            return null;

        var pieces = resolution switch
        {
            "minute" => Steps(asked.Window, Minute),
            "hour" => Steps(asked.Window, Hour),
            "day" => Periods(PeriodKind.Day, asked),
            "month" => Periods(PeriodKind.Month, asked),
            _ => null,
        };
        if (pieces is null)
        {
            errors.Add("resolution", "must be minute, hour, day or month");
            return null;
        }

        var cut = pieces.Take(MostPieces + 1).ToList();
        if (cut.Count > MostPieces)
            errors.Add("resolution", $"cuts the window into more than {MostPieces} pieces; ask for a coarser one");

        return cut;
    }

    private static IEnumerable<Window> Periods(PeriodKind kind, QueryPeriod asked) =>
        Period.Touching(kind, asked.Window, asked.Zone).Select(period => period.In(asked.Zone).Intersect(asked.Window));

    private static IEnumerable<Window> Steps(Window window, TimeSpan step)
    {
        var length = step.Ticks / TimeSpan.TicksPerMicrosecond;
        for (var from = window.From; from < window.To; )
        {
            var to = new Instant(((from.Microseconds / length) + 1) * length);
            yield return new Window(from, Instant.Min(to, window.To));
            from = to;
        }
    }
}
