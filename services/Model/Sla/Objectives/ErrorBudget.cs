namespace Ringback.Model.Sla.Objectives;

/// <summary>How much an objective still allows to go wrong in its period.</summary>
/// <param name="Total">In the unit of what was counted, floored.</param>
/// <param name="Remaining">Negative once it is overdrawn.</param>
public readonly record struct ErrorBudget(long Total, long Remaining)
{
    /// <summary><c>(1−o)·(counted + still to come)</c>, and what is left of it.</summary>
    /// <param name="goal">o, between 0 and 1, exclusive.</param>
    /// <param name="soFar">Of the period up to as_of.</param>
    /// <param name="toCome">The rest of the period less planned maintenance (<see cref="ObjectiveTime.ToCome"/>), of runs the slots planned in it; 0 for a rolling window.</param>
    public static ErrorBudget Of(decimal goal, Spend soFar, long toCome)
    {
        var total = (long)(Allowance.Of(goal) * ((Int128)soFar.Counted + toCome) / Allowance.One);
        return new ErrorBudget(total, total - soFar.Bad);
    }
}
