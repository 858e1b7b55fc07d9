namespace Ringback.Model.Sla;

/// <summary>How much downtime an objective still allows in its period.</summary>
/// <param name="Total">Microseconds, floored.</param>
/// <param name="Remaining">Microseconds; negative once it is overdrawn.</param>
public readonly record struct ErrorBudget(long Total, long Remaining)
{
    /// <summary><c>(1−o)·(measured + time still to come, less planned maintenance)</c>, and what is left of it.</summary>
    /// <param name="objective">o, between 0 and 1, exclusive.</param>
    /// <param name="soFar">The period up to as_of.</param>
    /// <param name="toCome">The rest of the period less planned maintenance, microseconds; 0 for a rolling window.</param>
    public static ErrorBudget Of(decimal objective, Availability soFar, long toCome)
    {
        var total = (long)decimal.Floor(Allowed(objective) * (soFar.Measured + toCome));
        return new ErrorBudget(total, total - soFar.Down);
    }

    /// <summary>How many times faster than allowed the budget burns: <c>(down/measured)/(1−o)</c>; null, which raises no alert, where nothing was measured.</summary>
    /// <param name="objective">o, between 0 and 1, exclusive.</param>
    public static decimal? BurnRate(decimal objective, Availability window) =>
        window.Measured == 0 ? null : window.Down / (Allowed(objective) * window.Measured);

    private static decimal Allowed(decimal objective) =>
        objective is > 0 and < 1
            ? 1 - objective
            : throw new ArgumentOutOfRangeException(nameof(objective), objective, "is not between 0 and 1");
}
