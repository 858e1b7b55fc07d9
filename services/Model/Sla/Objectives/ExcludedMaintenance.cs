using Ringback.Model.Calendars;

namespace Ringback.Model.Sla.Objectives;

/// <summary>The maintenance that an objective leaves out of its figures (semantics, "Availability and SLA").</summary>
public static class ExcludedMaintenance
{
    /// <summary>
    /// Windows united and cut to service hours; under a cap the first so many hours of them in each calendar month of the
    /// contract's zone, a window cut where they are used up.
    /// </summary>
    /// <remarks>A window on a part of the subject uses the cap too: beyond it that part's failures count.</remarks>
    /// <param name="maintenance">Of the subject; all of the months that the window touches.</param>
    /// <param name="window">Bounded.</param>
    /// <returns>Those within the window.</returns>
    public static IReadOnlyList<Window> Of(ObjectiveTerms terms, SubjectMaintenance maintenance, Window window)
    {
        if (terms.Objective.MaintenanceCap is not { } cap)
            return Windows.Intersect(maintenance.Any, terms.Hours.Within(window));

        var excluded = Period
            .Touching(PeriodKind.Month, window, terms.Zone)
            .Select(month => terms.Hours.Within(month.In(terms.Zone)))
            .SelectMany(hours =>
                First(cap.Ticks / TimeSpan.TicksPerMicrosecond, Windows.Intersect(maintenance.Any, hours))
            );
        return Windows.Intersect(excluded, [window]);
    }

    private static IEnumerable<Window> First(long microseconds, IEnumerable<Window> windows)
    {
        foreach (var window in windows)
        {
            var taken = Math.Min(microseconds, window.Microseconds);
            yield return window with
            {
                To = new Instant(window.From.Microseconds + taken),
            };
            microseconds -= taken;
        }
    }
}
