using Ringback.Model.Sla;

namespace Ringback.Api.Words;

/// <summary>What the pages call a verdict, and which class of <c>status.css</c> paints it.</summary>
internal static class VerdictWords
{
    public static string Text(Verdict verdict) =>
        verdict switch
        {
            Verdict.Up => "Operational",
            Verdict.Degraded => "Degraded",
            Verdict.Partial => "Partial outage",
            Verdict.Down => "Outage",
            Verdict.Maintenance => "Maintenance",
            _ => "No data",
        };

    public static string Css(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    public static string Css(RegionState state) => state.ToString().ToLowerInvariant();
}
