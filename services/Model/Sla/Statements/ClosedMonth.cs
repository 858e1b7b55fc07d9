using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Model.Sla.Statements;

/// <summary>What a statement is made of.</summary>
/// <param name="Subject">Right within the month.</param>
/// <param name="Runs">Of its targets, in its service hours; null where the ledger does not have them any more.</param>
/// <param name="Incidents">Of the ledger, that overlap the month, in order of time.</param>
/// <param name="Work">Announced, that overlaps the month, in order of time.</param>
public sealed record StatementInputs(
    Subject Subject,
    RunCounts? Runs,
    IReadOnlyList<KnownIncident> Incidents,
    IReadOnlyList<AnnouncedWork> Work
);

/// <summary>Makes statements (semantics, "Availability and SLA").</summary>
public static class ClosedMonth
{
    /// <summary>From the end of a month to its statement: so late may data be and still count without an amendment.</summary>
    public const int DaysToWait = 5;

    /// <summary>When the statement of a month is due.</summary>
    public static Instant DueAt(Period month, Zone zone) => zone.StartOf(month.After.AddDays(DaysToWait));

    /// <param name="calendar">Of the objective's service hours; null where it has none.</param>
    public static Statement Of(
        ObjectiveTerms terms,
        ServiceCalendar? calendar,
        Period month,
        StatementInputs inputs,
        string zoneData
    )
    {
        var window = month.In(terms.Zone);
        var complete = window with { To = Instant.Min(window.To, inputs.Subject.AsOf) };
        var counted = Windows.Intersect(inputs.Subject.Maintenance.Alive, terms.Hours.Within(complete));
        var verdicts = Counting(terms, inputs.Subject, window);
        return new Statement
        {
            Rules = RulesVersion.Current,
            ZoneData = zoneData,
            Objective = terms.Objective,
            Calendar = calendar,
            Period = month.ToString(),
            From = window.From,
            To = window.To,
            CompleteTo = Instant.Max(window.From, complete.To),
            Figures = Figures(terms, ObjectiveTime.Of(terms, inputs.Subject, window), inputs.Runs),
            Exclusions = [.. Pieces(Verdict.Maintenance).Select(Exclusion)],
            Incidents =
            [
                .. Sla
                    .Incidents.Of(
                        verdicts,
                        Windows.Intersect(inputs.Subject.Maintenance.Alive, [complete]),
                        complete.To
                    )
                    .Select(Incident),
            ],
            Gaps = Windows.Union(Pieces(Verdict.Unknown)),
        };

        IEnumerable<Window> Pieces(Verdict verdict) =>
            counted.SelectMany(verdicts.Within).Where(piece => piece.Value == verdict).Select(piece => piece.Window);

        StatementExclusion Exclusion(Window excluded) =>
            new(
                excluded.From,
                excluded.To,
                ExactSeconds.Of(excluded.Microseconds),
                [.. inputs.Work.Where(work => new Window(work.From, work.To).Overlaps(excluded))]
            );

        StatementIncident Incident(Incident incident)
        {
            var stretch = incident.Window with { To = incident.ClosedAt ?? complete.To };
            var down = Windows.Intersect(Pieces(Verdict.Down), [stretch]).Sum(piece => piece.Microseconds);
            return new StatementIncident(
                stretch.From,
                stretch.To,
                incident.Severity,
                ExactSeconds.Of(down),
                [.. inputs.Incidents.Where(known => Whole(known).Overlaps(stretch))]
            );
        }
    }

    /// <summary>A statement made again: what it counted of runs stands where the ledger does not have them any more.</summary>
    public static Statement Kept(Statement before, Statement after)
    {
        if (after.Figures.ValidRuns is not null)
            return after;

        var (was, figures) = (before.Figures, after.Figures);
        figures = figures with
        {
            ValidRuns = was.ValidRuns,
            GoodRuns = was.GoodRuns,
            SuccessRatio = was.SuccessRatio,
            CompletedCalls = was.CompletedCalls,
            ConformingCalls = was.ConformingCalls,
            CallQuality = was.CallQuality,
        };
        if (before.Objective.Basis != ObjectiveBasis.Availability)
        {
            figures = figures with
            {
                ErrorBudget = was.ErrorBudget,
                BudgetRemaining = was.BudgetRemaining,
                Kept = was.Kept,
            };
        }

        return after with
        {
            Figures = figures,
        };
    }

    /// <summary>Whether later data, or an edited window, has changed anything that a statement says.</summary>
    public static bool Differ(Statement left, Statement right) =>
        left.CompleteTo != right.CompleteTo
        || left.Figures != right.Figures
        || !left.Gaps.SequenceEqual(right.Gaps)
        || !left.Exclusions.Select(Told).SequenceEqual(right.Exclusions.Select(Told))
        || !left.Incidents.Select(Told).SequenceEqual(right.Incidents.Select(Told));

    private static (Instant, Instant, decimal, string) Told(StatementExclusion exclusion) =>
        (exclusion.From, exclusion.To, exclusion.Seconds, string.Join(' ', exclusion.Work.Select(work => work.Id)));

    private static (Instant, Instant, Verdict, decimal) Told(StatementIncident incident) =>
        (incident.From, incident.To, incident.Severity, incident.DownSeconds);

    private static Window Whole(KnownIncident known) => new(known.From, known.To ?? Instant.MaxValue);

    /// <summary>The verdicts as they count: under a cap, what is announced beyond it counts as if nothing had been.</summary>
    private static StepFunction<Verdict> Counting(ObjectiveTerms terms, Subject subject, Window window)
    {
        if (terms.Objective.MaintenanceCap is null)
            return subject.Verdicts;

        var excluded = ExcludedMaintenance.Of(terms, subject.Maintenance, window);
        var points = excluded
            .SelectMany(piece => new[] { piece.From, piece.To })
            .Concat(subject.Verdicts.Changes.Select(change => change.At))
            .Concat(subject.Beneath.Changes.Select(change => change.At));
        return new StepFunction<Verdict>(
            At(window.From),
            TimelinePoints.Changes(points, window.From, window.To, Verdict.Unknown, At)
        );

        Verdict At(Instant at) =>
            (excluded.Any(piece => piece.Contains(at)) ? subject.Verdicts : subject.Beneath).At(at);
    }

    private static StatementFigures Figures(ObjectiveTerms terms, Availability time, RunCounts? runs)
    {
        var goal = terms.Objective.Goal;
        var (spend, unit) = terms.Objective.Basis switch
        {
            ObjectiveBasis.Availability => (Spend.OfTime(time), 1_000_000m),
            ObjectiveBasis.SuccessRatio => (runs is { } counted ? Spend.OfRuns(counted) : (Spend?)null, 1m),
            _ => (runs is { } counted ? Spend.OfCalls(counted) : null, 1m),
        };
        var budget = spend is { } spent ? ErrorBudget.Of(goal, spent, toCome: 0) : (ErrorBudget?)null;
        return new StatementFigures(
            ExactSeconds.Of(time.Measured),
            ExactSeconds.Of(time.Up),
            ExactSeconds.Of(time.Degraded),
            ExactSeconds.Of(time.Partial),
            ExactSeconds.Of(time.Down),
            ExactSeconds.Of(time.Unknown),
            ExactSeconds.Of(time.Maintenance),
            time.Ratio?.Floor(9),
            time.Coverage?.Floor(9),
            runs?.Valid,
            runs?.Good,
            runs?.SuccessRatio?.Floor(9),
            runs?.Completed,
            runs?.Conforming,
            runs?.CallQuality?.Floor(9),
            budget?.Total / unit,
            budget?.Remaining / unit,
            spend is { } judged ? IsKept(goal, judged) : null
        );
    }

    /// <summary>Judged on whole numbers, not on the floored ratio.</summary>
    private static bool? IsKept(decimal goal, Spend spend) =>
        spend.Counted == 0 ? null : (Int128)spend.Bad * Allowance.One <= (Int128)spend.Counted * Allowance.Of(goal);
}
