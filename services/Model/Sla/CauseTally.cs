using Ringback.Model.Results;

namespace Ringback.Model.Sla;

/// <summary>A run that was down or degraded.</summary>
/// <param name="Where">What it is counted under besides its cause: a region, say.</param>
public readonly record struct FailedRun<T>(T Where, Instant ScheduledAt, CauseLayer Layer, Reason Reason);

/// <summary>How often, and between which slots, runs failed alike.</summary>
/// <param name="LastAt">Inclusive.</param>
public readonly record struct Cause<T>(
    T Where,
    CauseLayer Layer,
    Reason Reason,
    int Count,
    Instant FirstAt,
    Instant LastAt
);

/// <summary>Why an incident was: its failed runs, counted. Depends on the set of results alone.</summary>
public static class CauseTally
{
    /// <summary>Counts the runs with slots inside; <c>manual</c> ones are not to be among them.</summary>
    /// <param name="inside">The incident's stretch, as far as the run's region watched the target then.</param>
    public static IReadOnlyList<Cause<T>> Of<T>(IEnumerable<FailedRun<T>> runs, IReadOnlyList<Window> inside)
        where T : notnull =>
        Sum(
            runs.Where(run => inside.Any(window => window.Contains(run.ScheduledAt)))
                .Select(run => new Cause<T>(run.Where, run.Layer, run.Reason, 1, run.ScheduledAt, run.ScheduledAt))
        );

    /// <summary>Adds up what is of one cause at one place; the most frequent first, at equal counts the first to be seen.</summary>
    public static IReadOnlyList<Cause<T>> Sum<T>(IEnumerable<Cause<T>> causes)
        where T : notnull =>
        [
            .. causes
                .GroupBy(cause => (cause.Where, cause.Layer, cause.Reason))
                .Select(alike => new Cause<T>(
                    alike.Key.Where,
                    alike.Key.Layer,
                    alike.Key.Reason,
                    alike.Sum(cause => cause.Count),
                    alike.Min(cause => cause.FirstAt),
                    alike.Max(cause => cause.LastAt)
                ))
                .OrderByDescending(cause => cause.Count)
                .ThenBy(cause => cause.FirstAt)
                .ThenBy(cause => cause.Layer)
                .ThenBy(cause => cause.Reason)
                .ThenBy(cause => cause.Where),
        ];
}
