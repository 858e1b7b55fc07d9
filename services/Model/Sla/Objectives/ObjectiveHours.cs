using Ringback.Model.Sla.Rollups;

namespace Ringback.Model.Sla.Objectives;

/// <summary>The runs that an objective counts, from the hours of a target that outlive its runs.</summary>
/// <param name="lifetime">Of the target: an hour holds no run outside of it.</param>
/// <param name="counted">As <see cref="ObjectiveRuns.Pieces"/> gives them.</param>
/// <param name="excluded">Likewise.</param>
/// <param name="calls">Whether completed and conforming calls are wanted too.</param>
public sealed class ObjectiveHours(
    IReadOnlyList<Window> lifetime,
    IReadOnlyList<Window> counted,
    IReadOnlyList<Window> excluded,
    bool calls
)
{
    /// <returns>
    /// Null where it cannot say: it is cut by the window or by service hours, or it was rolled up under other maintenance
    /// than the objective leaves out. Then its hours, or its runs, have to be looked at.
    /// </returns>
    /// <param name="hours">One or more whole ones.</param>
    /// <param name="runs">One region's of them.</param>
    /// <param name="maintenance">What they were rolled up under; null where that is not known.</param>
    public RunCounts? Of(Window hours, RunCounts runs, IEnumerable<Window>? maintenance)
    {
        var within = Windows.Intersect(counted, [hours]);
        if (within.Count == 0)
            return default(RunCounts);

        var lived = Windows.Intersect(lifetime, [hours]);
        if (!within.SequenceEqual(lived))
            return null;

        var left = Windows.Intersect(excluded, lived);
        if (left.Count == 0 && (!calls || runs is { MaintenanceGood: 0, MaintenanceDown: 0 }))
            return runs with { MaintenanceGood = 0, MaintenanceDown = 0 };

        if (left.SequenceEqual(lived))
        {
            return runs with
            {
                MaintenanceGood = runs.Up + runs.Degraded,
                MaintenanceDown = runs.Down,
                Completed = 0,
                Conforming = 0,
            };
        }

        return maintenance is not null && left.SequenceEqual(Windows.Intersect(maintenance, lived)) ? runs : null;
    }
}
