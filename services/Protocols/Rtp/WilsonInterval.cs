namespace Ringback.Protocols.Rtp;

/// <summary>Where the true ratio lies with 95 % confidence, given a count out of a number of trials.</summary>
/// <remarks>Wilson's score interval: true also for no or few events, where the usual ± is not.</remarks>
/// <param name="Lower">0 to 1.</param>
/// <param name="Upper">0 to 1.</param>
public readonly record struct WilsonInterval(double Lower, double Upper)
{
    /// <summary>97.5 % quantile of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <param name="events">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">Where there were none, anything is possible: 0 to 1.</param>
    public static WilsonInterval Of(long events, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events, trials);
        if (trials == 0)
            return new WilsonInterval(0, 1);

        double n = trials;
        var p = events / n;
        var centre = p + (Z * Z / (2 * n));
        var spread = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        var scale = 1 + (Z * Z / n);

        // At the ends the bound is exact; arithmetic leaves a trace of 1e-17 there.
        return new WilsonInterval(
            events == 0 ? 0 : (centre - spread) / scale,
            events == trials ? 1 : (centre + spread) / scale
        );
    }
}
