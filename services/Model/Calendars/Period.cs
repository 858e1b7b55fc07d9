using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringback.Model.Sla;

namespace Ringback.Model.Calendars;

/// <summary>A year, quarter, month or day by name: <c>2026</c>, <c>2026-Q4</c>, <c>2026-10</c>, <c>2026-10-12</c>. A zone makes a window of it.</summary>
public sealed record Period
{
    public const int FirstYear = 1970;
    public const int LastYear = 2199;

    private Period(PeriodKind kind, DateOnly first) => (Kind, First) = (kind, first);

    public PeriodKind Kind { get; }

    /// <summary>Its first day.</summary>
    public DateOnly First { get; }

    /// <summary>The first day after it.</summary>
    public DateOnly After => Next(Kind, First, 1);

    /// <summary>The one that holds a day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Its year is not from <see cref="FirstYear"/> to <see cref="LastYear"/>.</exception>
    public static Period Of(PeriodKind kind, DateOnly day)
    {
        if (day.Year is < FirstYear or > LastYear)
            throw new ArgumentOutOfRangeException(nameof(day), day.Year, $"is no year from {FirstYear} to {LastYear}");

        var first = kind switch
        {
            PeriodKind.Day => day,
            PeriodKind.Month => new DateOnly(day.Year, day.Month, 1),
            PeriodKind.Quarter => new DateOnly(day.Year, day.Month - ((day.Month - 1) % 3), 1),
            _ => new DateOnly(day.Year, 1, 1),
        };
        return new Period(kind, first);
    }

    /// <summary>The one whose window holds an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Of"/>.</exception>
    public static Period At(PeriodKind kind, Instant instant, Zone zone)
    {
        // Where clocks go back over midnight, the calendar shows the day before once more after the day has begun.
        var shown = Of(kind, zone.DayAt(instant));
        return zone.StartOf(shown.After) <= instant ? shown.Plus(1) : shown;
    }

    /// <summary>Those that share time with a bounded window, in order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Of"/>; so for windows without an end.</exception>
    public static IEnumerable<Period> Touching(PeriodKind kind, Window window, Zone zone)
    {
        if (window.IsEmpty)
            yield break;

        var last = At(kind, new Instant(window.To.Microseconds - 1), zone);
        for (var period = At(kind, window.From, zone); period.First <= last.First; period = period.Plus(1))
        {
            // A zone may skip a day: Samoa had no 30 December 2011.
            if (period.In(zone).Overlaps(window))
                yield return period;
        }
    }

    /// <summary>Reads <c>2026</c>, <c>2026-Q4</c>, <c>2026-10</c> or <c>2026-10-12</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Period? period)
    {
        period = null;
        var (kind, format, first) = text?.Length switch
        {
            4 => (PeriodKind.Year, "yyyy", text),
            7 when text[5] == 'Q' => (PeriodKind.Quarter, "yyyy-MM", FirstMonth(text)),
            7 => (PeriodKind.Month, "yyyy-MM", text),
            10 => (PeriodKind.Day, "yyyy-MM-dd", text),
            _ => (default, "", null),
        };
        if (
            DateOnly.TryParseExact(first, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= FirstYear and <= LastYear
        )
        {
            period = new Period(kind, day);
        }

        return period is not null;
    }

    /// <summary>From its first midnight to the next one's: a day has 23, 24 or 25 hours there, or none where the zone skips it.</summary>
    public Window In(Zone zone) => new(zone.StartOf(First), zone.StartOf(After));

    /// <summary>So many later; earlier where negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Of"/>.</exception>
    public Period Plus(int count) => Of(Kind, Next(Kind, First, count));

    /// <summary>The name that is read.</summary>
    public override string ToString() =>
        Kind switch
        {
            PeriodKind.Day => First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            PeriodKind.Month => First.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            PeriodKind.Quarter => string.Create(
                CultureInfo.InvariantCulture,
                $"{First.Year:0000}-Q{(First.Month + 2) / 3}"
            ),
            _ => First.ToString("yyyy", CultureInfo.InvariantCulture),
        };

    /// <summary><c>2026-Q4</c> begins with <c>2026-10</c>.</summary>
    private static string? FirstMonth(string quarter) =>
        quarter[6] switch
        {
            '1' => $"{quarter[..5]}01",
            '2' => $"{quarter[..5]}04",
            '3' => $"{quarter[..5]}07",
            '4' => $"{quarter[..5]}10",
            _ => null,
        };

    private static DateOnly Next(PeriodKind kind, DateOnly first, int count) =>
        kind switch
        {
            PeriodKind.Day => first.AddDays(count),
            PeriodKind.Month => first.AddMonths(count),
            PeriodKind.Quarter => first.AddMonths(3 * count),
            _ => first.AddYears(count),
        };
}
