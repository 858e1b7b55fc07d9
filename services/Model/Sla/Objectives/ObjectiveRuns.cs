using Ringback.Model.Results;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Model.Sla.Objectives;

/// <summary>The runs that an objective counts: those with a slot in its service hours.</summary>
public static class ObjectiveRuns
{
    /// <summary>The runs of one target of the subject; those of several are added.</summary>
    /// <param name="maintenance">Of the subject.</param>
    /// <param name="target">The target's own: a slot is in maintenance where its target is out and the objective excludes it.</param>
    /// <param name="runs">Each once, in any order.</param>
    public static RunCounts Of(
        ObjectiveTerms terms,
        SubjectMaintenance maintenance,
        SubjectMaintenance target,
        IEnumerable<RolledRun> runs,
        Window window
    )
    {
        var (counted, excluded) = Pieces(terms, maintenance, target, window);
        var counts = default(RunCounts);
        foreach (var run in runs)
        {
            if (run.Trigger == Trigger.Schedule && counted.Any(piece => piece.Contains(run.ScheduledAt)))
                counts += RunCounts.Of(run, excluded.Any(piece => piece.Contains(run.ScheduledAt)));
        }

        return counts;
    }

    /// <summary>Where a slot of one target of the subject counts, and where it is in maintenance that the objective excludes.</summary>
    public static (IReadOnlyList<Window> Counted, IReadOnlyList<Window> Excluded) Pieces(
        ObjectiveTerms terms,
        SubjectMaintenance maintenance,
        SubjectMaintenance target,
        Window window
    ) =>
        (
            Windows.Intersect(target.Alive, terms.Hours.Within(window)),
            Windows.Intersect(target.Whole, ExcludedMaintenance.Of(terms, maintenance, window))
        );
}
