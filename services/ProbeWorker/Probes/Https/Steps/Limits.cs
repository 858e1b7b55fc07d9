using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Https.Steps;

/// <summary>What is good, but slower than it should be.</summary>
internal static class Limits
{
    /// <summary>The first of the worst.</summary>
    public static Judgement Worst(Judgement first, Judgement second) =>
        Rank(second.Outcome) > Rank(first.Outcome) ? second : first;

    public static Judgement OfTotal(HttpsCheck check, TimeSpan elapsed) =>
        check.TotalLimit is { } most && elapsed > most ? PhaseLimits.TooSlow("The run", elapsed, most) : Judgement.Up;

    private static int Rank(Outcome outcome) =>
        outcome switch
        {
            Outcome.Up => 0,
            Outcome.Degraded => 1,
            Outcome.Unknown => 2,
            _ => 3,
        };
}
