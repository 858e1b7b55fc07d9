namespace Ringback.Model.Sla.Objectives;

/// <summary>What an objective allows to be bad, <c>1 − o</c>, as a whole number of millionths of a millionth.</summary>
internal static class Allowance
{
    public const long One = 1_000_000_000_000;

    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 1, exclusive, or has more than 12 decimals.</exception>
    public static long Of(decimal goal)
    {
        var allowed = (1 - goal) * One;
        return goal is > 0 and < 1 && allowed == decimal.Truncate(allowed)
            ? (long)allowed
            : throw new ArgumentOutOfRangeException(nameof(goal), goal, "is no share between 0 and 1 of 12 decimals");
    }
}
