namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Percentiles of one call's packets: exact, by the nearest rank.</summary>
internal static class Percentiles
{
    /// <param name="ascending">Sorted.</param>
    /// <param name="quantile">0 to 1.</param>
    /// <returns>The least value that so great a share does not exceed; 0 where there is none.</returns>
    public static double Of(IReadOnlyList<double> ascending, double quantile) =>
        ascending.Count == 0 ? 0 : ascending[Math.Max(0, (int)Math.Ceiling(quantile * ascending.Count) - 1)];
}
