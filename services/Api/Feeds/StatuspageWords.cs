using Ringback.Model.Sla;

namespace Ringback.Api.Feeds;

/// <summary>
/// Our verdicts in Statuspage's words. It has none for "nobody knows": a gap is never operational, and is no outage
/// either, so it is told as degraded performance, and what it is stands in the description and in <c>verdict</c>.
/// </summary>
internal static class StatuspageWords
{
    public static string ComponentStatus(Verdict verdict) =>
        verdict switch
        {
            Verdict.Up => "operational",
            Verdict.Partial => "partial_outage",
            Verdict.Down => "major_outage",
            Verdict.Maintenance => "under_maintenance",
            _ => "degraded_performance",
        };

    public static string Indicator(Verdict verdict) =>
        verdict == Verdict.Maintenance ? "maintenance"
        : verdict == Verdict.Up ? "none"
        : Impact(verdict);

    public static string Impact(Verdict severity) =>
        severity switch
        {
            Verdict.Partial => "major",
            Verdict.Down => "critical",
            _ => "minor",
        };

    public static string Description(Verdict verdict) =>
        verdict switch
        {
            Verdict.Up => "All Systems Operational",
            Verdict.Degraded => "Partially Degraded Service",
            Verdict.Partial => "Partial System Outage",
            Verdict.Down => "Major System Outage",
            Verdict.Maintenance => "Service Under Maintenance",
            _ => "Status Not Known: Some Systems Are Not Measured",
        };
}
