using System.Globalization;

namespace Ringback.Tests.Benchmarks.Figures;

/// <summary>One figure over several rounds.</summary>
internal readonly record struct Spread(double Least, double Median, double Most) : IFormattable
{
    public static Spread Of(IEnumerable<double> rounds)
    {
        var sorted = rounds.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[^1]);
    }

    /// <summary>Median, and from least to most.</summary>
    /// <param name="format">Of each: <c>N0</c>, <c>0.00</c>.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        return $"{Text(Median)} ({Text(Least)}–{Text(Most)})";

        string Text(double figure) => figure.ToString(format, CultureInfo.InvariantCulture);
    }
}
