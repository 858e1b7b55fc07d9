using Ringback.Model.Catalogs;

namespace Ringback.Model.Sla.Objectives;

/// <summary>A budget burns so fast that somebody must know: over a long window, and over a short one that ends the alert soon after the trouble (Google SRE workbook, "Alerting on SLOs", 6).</summary>
/// <param name="Tenths">Of the burn rate that both windows must exceed.</param>
public sealed record BurnAlert(int Tenths, TimeSpan Long, TimeSpan Short)
{
    /// <summary>Fewer runs in the long window are no evidence: one more or less would turn the alert.</summary>
    public const int LeastRuns = 10;

    /// <summary>A single failed run convicts nobody.</summary>
    public const int LeastBadRuns = 2;

    /// <summary>The most urgent first: 2 % of a month's budget in an hour, 5 % in six, 10 % in three days.</summary>
    public static IReadOnlyList<BurnAlert> All { get; } =
    [
        new(144, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)),
        new(60, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30)),
        new(10, TimeSpan.FromDays(3), TimeSpan.FromHours(6)),
    ];

    /// <summary>Whether both windows burn faster than <see cref="Tenths"/>, on evidence enough; a rate that is null does not.</summary>
    /// <remarks>
    /// Evidence of time: each window is measured for at least half of its service time, and the long one for at least the
    /// length of the short one, so that both are not the same few minutes at the start of the service hours or of a
    /// target's life. Evidence of runs: at least <see cref="LeastRuns"/> of them in the long window,
    /// <see cref="LeastBadRuns"/> of these bad, and one in the short one.
    /// </remarks>
    public bool Fires(Objective objective, BurnWindow longWindow, BurnWindow shortWindow)
    {
        var isEvident =
            objective.Basis == ObjectiveBasis.Availability
                ? IsMeasured(longWindow)
                    && IsMeasured(shortWindow)
                    && longWindow.Spend.Counted >= Short.Ticks / TimeSpan.TicksPerMicrosecond
                : longWindow.Spend is { Counted: >= LeastRuns, Bad: >= LeastBadRuns };
        return isEvident && Burns(objective, longWindow) && Burns(objective, shortWindow);
    }

    private bool Burns(Objective objective, BurnWindow window) =>
        BurnRate.Of(objective.Goal, window.Spend)?.IsAbove(Tenths) == true;

    private static bool IsMeasured(BurnWindow window) => 2 * (Int128)window.Spend.Counted >= window.ServiceTime;
}
