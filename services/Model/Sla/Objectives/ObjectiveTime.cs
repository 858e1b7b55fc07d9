namespace Ringback.Model.Sla.Objectives;

/// <summary>The time that an objective counts, by verdict: every window is first cut to its service hours.</summary>
public static class ObjectiveTime
{
    /// <summary>
    /// Within excluded maintenance the verdict is the timeline's, elsewhere the one beneath: maintenance beyond the cap
    /// counts as if nothing had been announced. Without a cap all of it is the timeline's.
    /// </summary>
    /// <param name="window">Bounded.</param>
    public static Availability Of(ObjectiveTerms terms, Subject subject, Window window)
    {
        var counted = Windows.Intersect(subject.Maintenance.Alive, terms.Hours.Within(window));
        if (terms.Objective.MaintenanceCap is null)
            return Availability.Of(subject.Verdicts, counted, window, subject.AsOf);

        var excluded = ExcludedMaintenance.Of(terms, subject.Maintenance, window);
        return Availability.Of(subject.Verdicts, Windows.Intersect(counted, excluded), window, subject.AsOf)
            + Availability.Of(subject.Beneath, Windows.Subtract(counted, excluded), window, subject.AsOf);
    }

    /// <summary>Service time of a window that is still to come, less the planned maintenance that will be excluded: microseconds.</summary>
    /// <remarks>Time in which only a part of the subject is out is no less: the rest is measured.</remarks>
    public static long ToCome(ObjectiveTerms terms, Subject subject, Window window)
    {
        var rest = window with { From = Instant.Max(window.From, subject.AsOf) };
        var counted = Windows.Intersect(subject.Maintenance.Alive, terms.Hours.Within(rest));
        var planned = Windows.Intersect(
            ExcludedMaintenance.Of(terms, subject.Maintenance, rest),
            subject.Maintenance.Whole
        );
        return Windows.Subtract(counted, planned).Sum(piece => piece.Microseconds);
    }

    /// <summary>What the objective of a time-based promise allows in a window, and what is left of it.</summary>
    public static ErrorBudget BudgetOf(ObjectiveTerms terms, Subject subject, Window window) =>
        ErrorBudget.Of(terms.Objective.Goal, Spend.OfTime(Of(terms, subject, window)), ToCome(terms, subject, window));
}
