using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints;

/// <summary>How finely a window is cut: by the calendar of a zone, or by whole minutes or hours of UTC.</summary>
internal static class Resolution
{
    public const int MostPieces = 10_000;
    public static readonly string TooMany =
        $"cuts the window into more than {MostPieces} pieces; ask for a coarser one";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The same, of figures that are kept by the hour: bounds within one are moved to its start, the window's end to its end.</summary>
    /// <returns>The window where it is not to be cut.</returns>
    public static IReadOnlyList<Window> CutAtHours(string? resolution, QueryPeriod asked, QueryErrors errors)
    {
        if (errors.Any)
            return [];

        if (resolution == "minute")
            errors.Add("resolution", "must be hour, day or month");

        var last = new Instant(asked.Window.To.Microseconds - 1).HourStart + Hour;
        asked = asked with { Window = new Window(asked.Window.From.HourStart, last) };
        var pieces = Cut(resolution, asked, errors) ?? [asked.Window];
        return
        [
            .. pieces
                .Select(piece => new Window(piece.From.HourStart, piece.To == last ? last : piece.To.HourStart))
                .Where(piece => !piece.IsEmpty),
        ];
    }

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
            errors.Add("resolution", TooMany);

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
