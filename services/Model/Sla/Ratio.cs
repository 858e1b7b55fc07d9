using System.Globalization;

namespace Ringback.Model.Sla;

/// <summary>An exact fraction from 0 to 1. What is shown of it is cut in integers: never by way of binary floating point, never up.</summary>
/// <param name="Numerator">From 0 to <paramref name="Denominator"/>.</param>
/// <param name="Denominator">Positive.</param>
public readonly record struct Ratio(long Numerator, long Denominator)
{
    /// <summary>Floored to this many decimals, at most 15: 29/30 at 6 is 0.966666.</summary>
    public decimal Floor(int decimals) =>
        Numerator == Denominator ? 1 : ExactSeconds.Shortest((long)Scaled(decimals), (byte)decimals);

    /// <summary>Floored per cent with exactly this many decimals, at most 13: <c>96.6666 %</c>.</summary>
    public string ToPercent(int decimals) =>
        (Floor(decimals + 2) * 100).ToString($"F{decimals}", CultureInfo.InvariantCulture) + " %";

    private Int128 Scaled(int decimals) => Numerator * PowerOfTen(decimals) / Denominator;

    private static Int128 PowerOfTen(int exponent)
    {
        var power = Int128.One;
        for (var i = 0; i < exponent; i++)
            power *= 10;

        return power;
    }
}
