using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Https.Steps;

/// <summary>What is good, but slower than it should be.</summary>
internal static class Limits
{
    /// <summary>The first of the worst.</summary>
    public static Judgement Worst(Judgement first, Judgement second) =>
        Rank(second.Outcome) > Rank(first.Outcome) ? second : first;

    /// <param name="phases">Those that are new.</param>
    public static Judgement OfPhases(HttpsCheck check, IEnumerable<Phase> phases)
    {
        foreach (var phase in phases)
        {
            if (check.PhaseLimits.TryGetValue(phase.Name, out var most) && phase.Duration > most)
                return TooSlow($"The phase {phase.Name}", phase.Duration, most);
        }

        return Judgement.Up;
    }

    public static Judgement OfTotal(HttpsCheck check, TimeSpan elapsed) =>
        check.TotalLimit is { } most && elapsed > most ? TooSlow("The run", elapsed, most) : Judgement.Up;

    private static Judgement TooSlow(string what, TimeSpan took, TimeSpan most) =>
        Judgement.Degraded(
            Reason.DelayExceeded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what} took {took.TotalSeconds:0.000} s, longer than {most.TotalSeconds:0.###} s."
            )
        );

    private static int Rank(Outcome outcome) =>
        outcome switch
        {
            Outcome.Up => 0,
            Outcome.Degraded => 1,
            Outcome.Unknown => 2,
            _ => 3,
        };
}
