namespace Ringback.Model.Sla;

/// <summary>A component's verdict at one instant.</summary>
public static class ComponentRule
{
    /// <param name="targets">Verdicts of its members that are alive.</param>
    /// <param name="inMaintenance">By a window on the component itself.</param>
    /// <returns>The worst of those not in maintenance; <c>maintenance</c> where all are, <c>unknown</c> where none is alive.</returns>
    public static Verdict Of(IReadOnlyCollection<Verdict> targets, bool inMaintenance)
    {
        if (inMaintenance)
            return Verdict.Maintenance;

        if (targets.Count == 0)
            return Verdict.Unknown;

        return targets
            .Where(verdict => verdict != Verdict.Maintenance)
            .DefaultIfEmpty(Verdict.Maintenance)
            .MaxBy(Badness);
    }

    /// <summary><c>down</c> is worse than <c>partial</c>, <c>degraded</c>, <c>unknown</c>, <c>up</c>, in this order.</summary>
    private static int Badness(Verdict verdict) =>
        verdict switch
        {
            Verdict.Down => 4,
            Verdict.Partial => 3,
            Verdict.Degraded => 2,
            Verdict.Unknown => 1,
            _ => 0,
        };
}
