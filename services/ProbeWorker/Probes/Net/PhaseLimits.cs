using System.Globalization;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>What is good, but slower than a target's limits say.</summary>
internal static class PhaseLimits
{
    /// <returns>Null where each phase kept its limit.</returns>
    public static Judgement? Find(IReadOnlyDictionary<string, TimeSpan> limits, IEnumerable<Phase> phases)
    {
        foreach (var phase in phases)
        {
            if (limits.TryGetValue(phase.Name, out var most) && phase.Duration > most)
                return TooSlow($"The phase {phase.Name}", phase.Duration, most);
        }

        return null;
    }

    public static Judgement TooSlow(string what, TimeSpan took, TimeSpan most) =>
        Judgement.Degraded(
            Reason.DelayExceeded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what} took {took.TotalSeconds:0.000} s, longer than {most.TotalSeconds:0.###} s."
            )
        );
}
