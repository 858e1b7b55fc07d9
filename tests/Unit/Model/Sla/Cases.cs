using System.Globalization;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>How many random cases a property of the rules is tried on: <c>PROPERTY_CASES</c>, 10,000 unless said.</summary>
internal static class Cases
{
    public static long Count { get; } =
        long.TryParse(
            Environment.GetEnvironmentVariable("PROPERTY_CASES"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count
        )
            ? count
            : 10_000;

    /// <summary>A share of them, or a multiple: properties differ in what a case costs and shows.</summary>
    public static long Of(int numerator, int denominator) => Math.Max(1, Count * numerator / denominator);
}
