using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Ringback.Model.Calendars;

/// <summary>An IANA time zone: what its clocks show at an instant, and when they show it first.</summary>
public sealed partial class Zone
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    /// <summary>No clock is farther from UTC: <see cref="TimeZoneInfo"/> holds every zone to it.</summary>
    public static readonly TimeSpan Farthest = TimeSpan.FromHours(14);

    /// <summary>As many years of days as are kept, of all zones together: 3 kB each.</summary>
    private const int MostYears = 512;

    private static readonly ConcurrentDictionary<(string Zone, int Year), Instant[]> Years = new();

    private readonly TimeZoneInfo _zone;

    private Zone(TimeZoneInfo zone) => _zone = zone;

    public static Zone Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>Such as <c>Europe/Prague</c>.</summary>
    public string Id => _zone.Id;

    /// <summary>False where the name is none of a zone, or this machine's zone data does not have it.</summary>
    public static bool TryFind(string? id, [NotNullWhen(true)] out Zone? zone)
    {
        zone =
            id is not null && Name().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found)
                ? new Zone(found)
                : null;
        return zone is not null;
    }

    /// <exception cref="TimeZoneNotFoundException">This machine's zone data does not have it.</exception>
    public static Zone Find(string id) =>
        TryFind(id, out var zone)
            ? zone
            : throw new TimeZoneNotFoundException($"This machine knows no time zone '{id}': install tzdata.");

    /// <summary>What clocks show, with their offset.</summary>
    public DateTimeOffset LocalAt(Instant instant) => TimeZoneInfo.ConvertTime(instant.ToDateTimeOffset(), _zone);

    /// <summary>The day that the calendar shows.</summary>
    public DateOnly DayAt(Instant instant) => DateOnly.FromDateTime(LocalAt(instant).DateTime);

    /// <summary>Midnight at the day's beginning, by the rule of <see cref="FirstAt"/>.</summary>
    public Instant StartOf(DateOnly day)
    {
        if (!Years.TryGetValue((Id, day.Year), out var starts))
        {
            if (Years.Count >= MostYears)
                Years.Clear(); // whoever asks for everything pays for it

            starts = [.. DaysOf(day.Year).Select(each => FirstAt(each.ToDateTime(TimeOnly.MinValue)))];
            Years[(Id, day.Year)] = starts;
        }

        return starts[day.DayOfYear - 1];
    }

    /// <summary>
    /// The first instant at which clocks show <paramref name="local"/>; where they jump over it, the first after the gap
    /// (semantics, "Availability and SLA"). Both are the first at which they show this or more.
    /// </summary>
    /// <param name="local">Of 1970 or later: from then on no zone changes twice within the two days that are looked at.</param>
    public Instant FirstAt(DateTime local)
    {
        var shown = Instant.From(new DateTimeOffset(local, TimeSpan.Zero));
        var at = shown - Farthest;
        if (OffsetAt(at) == OffsetAt(shown + Farthest))
            return shown - OffsetAt(at);

        while (true)
        {
            var offset = OffsetAt(at);
            var reached = shown - offset;
            if (reached <= at)
                return at; // the clocks have just jumped over it

            if (FirstChange(offset, at, reached) is not { } change)
                return reached;

            at = change;
        }
    }

    /// <summary>The first instant after <paramref name="from"/>, up to <paramref name="to"/> inclusive, with another offset; null where there is none.</summary>
    private Instant? FirstChange(TimeSpan offset, Instant from, Instant to)
    {
        while (from < to)
        {
            var next = Instant.Min(from + Step, to);
            if (OffsetAt(next) != offset)
                return Bisect(offset, from, next);

            from = next;
        }

        return null;
    }

    private Instant Bisect(TimeSpan offset, Instant same, Instant other)
    {
        while (other.Microseconds - same.Microseconds > 1)
        {
            var middle = new Instant(same.Microseconds + ((other.Microseconds - same.Microseconds) / 2));
            if (OffsetAt(middle) == offset)
                same = middle;
            else
                other = middle;
        }

        return other;
    }

    private static IEnumerable<DateOnly> DaysOf(int year) =>
        Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(new DateOnly(year, 1, 1).AddDays);

    private TimeSpan OffsetAt(Instant instant) => _zone.GetUtcOffset(instant.ToDateTimeOffset());

    public override string ToString() => Id;

    /// <summary>Only what zones are called: the name becomes a path in the zone data.</summary>
    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,32}){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
