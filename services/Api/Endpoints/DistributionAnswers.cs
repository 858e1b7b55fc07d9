using Ringback.Model.Results;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Api.Endpoints;

/// <summary>Of a merged histogram: each percentile is that of all values together, off by 1 % of itself at most.</summary>
/// <param name="Count">How many values.</param>
internal sealed record PercentilesAnswer(long Count, double P50, double P90, double P95, double P99)
{
    /// <returns>Those with a value, by name; the suffix is the unit.</returns>
    public static IReadOnlyDictionary<string, PercentilesAnswer> Of(Rollup rollup, IEnumerable<string> measurements) =>
        measurements
            .Select(name => (Name: name, Histogram: rollup.Histogram(name)))
            .Where(each => each.Histogram.Count > 0)
            .ToDictionary(each => each.Name, each => Of(each.Histogram));

    private static PercentilesAnswer Of(LogHistogram histogram)
    {
        return new(histogram.Count, At(50), At(90), At(95), At(99));

        double At(int percent) => histogram.Percentile(percent)!.Value;
    }
}

/// <summary>Runs of the <c>schedule</c> trigger.</summary>
/// <param name="Valid">Not unknown, slot outside maintenance: percentiles are of these.</param>
/// <param name="Good">Valid ones that were up or degraded.</param>
/// <param name="Reasons">Of those that were not up.</param>
internal sealed record RunsAnswer(
    long Scheduled,
    long Up,
    long Degraded,
    long Down,
    long Unknown,
    long Valid,
    long Good,
    IReadOnlyDictionary<Reason, long> Reasons
)
{
    public static RunsAnswer Of(Rollup rollup) =>
        new(
            rollup.Counts.Scheduled,
            rollup.Counts.Up,
            rollup.Counts.Degraded,
            rollup.Counts.Down,
            rollup.Counts.Unknown,
            rollup.Counts.Valid,
            rollup.Counts.Good,
            rollup.Reasons
        );
}
