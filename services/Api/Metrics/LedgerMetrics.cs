using Ringback.Api.Answers;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Metrics;

/// <summary>
/// What was measured, as gauges of now. Labels are ids of the catalog and words of closed lists, never what a peer said: as many series as the
/// catalog has targets and regions, whatever happens.
/// </summary>
internal static class LedgerMetrics
{
    public static ReadOnlyMemory<byte> Write(LedgerFacts facts)
    {
        var text = new OpenMetricsText();
        text.Family("ringback_ledger_read_timestamp_seconds", "When these figures were read.")
            .Sample(Seconds(facts.ReadAt));
        WriteTargets(text, facts);
        RunMetrics.Write(text, facts);
        WriteObjectives(text, facts);
        text.Family("ringback_incidents_open", "Incidents that are open, by the worst verdict they have reached.");
        foreach (var severity in new[] { Verdict.Degraded, Verdict.Partial, Verdict.Down })
            text.Sample(
                facts.OpenIncidents.Count(incident => incident.Severity == severity),
                "severity",
                ClosedList.Word(severity)
            );

        return text.End();
    }

    private static void WriteTargets(OpenMetricsText text, LedgerFacts facts)
    {
        text.Family("ringback_target_info", "Always 1: what is watched, and of which kind the check is.");
        foreach (var target in facts.Targets)
            text.Sample(1, "target", target.Id, "kind", target.Kind);

        text.Family("ringback_target_verdict", "1 for the verdict over all regions, 0 for every other.");
        var verdicts = Enum.GetValues<Verdict>().Select(verdict => (verdict, Word: ClosedList.Word(verdict))).ToList();
        foreach (var target in facts.Targets)
        {
            foreach (var (verdict, word) in verdicts)
                text.Sample(target.Verdict == verdict ? 1 : 0, "target", target.Id, "verdict", word);
        }

        text.Family(
            "ringback_target_availability_ratio",
            "Measured time of the last 24 hours that was not down; no sample where nothing was measured."
        );
        foreach (var target in facts.Targets)
            text.Sample((double?)LastDay(target)?.Ratio?.Floor(9), "target", target.Id);

        text.Family(
            "ringback_target_coverage_ratio",
            "Time of the last 24 hours outside maintenance whose verdict is known."
        );
        foreach (var target in facts.Targets)
            text.Sample((double?)LastDay(target)?.Coverage?.Floor(9), "target", target.Id);

        text.Family("ringback_target_as_of_timestamp_seconds", "Up to when data of the target is complete.");
        foreach (var target in facts.Targets)
            text.Sample(
                facts.Marks.TryGetValue(target.Number, out var mark) ? Seconds(mark.AsOf) : null,
                "target",
                target.Id
            );

        Availability? LastDay(TargetRow target) =>
            facts.LastDay.TryGetValue(target.Number, out var figure) ? figure : null;
    }

    private static void WriteObjectives(OpenMetricsText text, LedgerFacts facts)
    {
        text.Family("ringback_objective_goal_ratio", "The share that is promised.");
        foreach (var objective in facts.Objectives)
            text.Sample((double)objective.Goal, "objective", objective.Id, "basis", ClosedList.Word(objective.Basis));

        text.Family("ringback_objective_coverage_ratio", "Service time of the running period that is known.");
        foreach (var objective in facts.Objectives)
            text.Sample((double?)objective.Coverage, "objective", objective.Id);

        text.Family("ringback_objective_error_budget", "Of the running period, in the unit of its label.");
        foreach (var objective in facts.Objectives)
            text.Sample((double?)objective.ErrorBudget, "objective", objective.Id, "unit", objective.Unit);

        text.Family("ringback_objective_budget_remaining", "What is left of it; negative once it is overdrawn.");
        foreach (var objective in facts.Objectives)
            text.Sample((double?)objective.BudgetRemaining, "objective", objective.Id, "unit", objective.Unit);

        text.Family(
            "ringback_objective_burn_rate",
            "How many times faster than allowed the budget burns over a window."
        );
        foreach (var objective in facts.Objectives)
        {
            foreach (var (seconds, rate) in Windows(objective))
                text.Sample((double?)rate, "objective", objective.Id, "window_seconds", seconds);
        }

        text.Family(
            "ringback_objective_burn_alert",
            "1 where both windows of a pair burn faster than its threshold, on evidence enough."
        );
        foreach (var objective in facts.Objectives)
        {
            foreach (var burn in objective.Burn)
                text.Sample(burn.Fires ? 1 : 0, "objective", objective.Id, "window_seconds", $"{burn.LongSeconds:F0}");
        }
    }

    /// <summary>Two pairs may share one.</summary>
    private static IEnumerable<(string Seconds, decimal? Rate)> Windows(Endpoints.SlaAnswer objective) =>
        objective
            .Burn.SelectMany(burn =>
                new[] { ($"{burn.ShortSeconds:F0}", burn.ShortRate), ($"{burn.LongSeconds:F0}", burn.LongRate) }
            )
            .DistinctBy(each => each.Item1);

    public static double Seconds(Instant at) => at.Microseconds / 1e6;
}
