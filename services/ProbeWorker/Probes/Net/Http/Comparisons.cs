using System.Globalization;
using System.Text.Json;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.ProbeWorker.Probes.Net.Http;

/// <summary>Holds one value against what it must be.</summary>
internal static class Comparisons
{
    /// <returns>The end of a sentence about the value; null where it passes.</returns>
    public static string? FindObjection(Comparison comparison, JsonElement value) =>
        comparison.Kind switch
        {
            ComparisonKind.Type => TypeOf(value) == comparison.Operand ? null : $"is no {comparison.Operand}",
            ComparisonKind.ItemsAtLeast => OfItems(comparison.Operand, value),
            _ => FindObjection(comparison, TextOf(value)),
        };

    /// <inheritdoc cref="FindObjection(Comparison, JsonElement)"/>
    public static string? FindObjection(Comparison comparison, string value) =>
        comparison.Kind switch
        {
            ComparisonKind.Present => null,
            ComparisonKind.Absent => "should not be there",
            ComparisonKind.Is => AreEqual(value, comparison.Operand) ? null : $"is not '{comparison.Operand}'",
            ComparisonKind.IsNot => AreEqual(value, comparison.Operand) ? $"is '{comparison.Operand}'" : null,
            ComparisonKind.Contains => value.Contains(comparison.Operand, StringComparison.Ordinal)
                ? null
                : $"does not contain '{comparison.Operand}'",
            ComparisonKind.Matches => Patterns.Match(comparison.Operand, value).Success
                ? null
                : $"does not match '{comparison.Operand}'",
            ComparisonKind.AtLeast => OfNumber(value, number => number >= Number(comparison.Operand))
                ? null
                : $"is not {comparison.Operand} or more",
            ComparisonKind.AtMost => OfNumber(value, number => number <= Number(comparison.Operand))
                ? null
                : $"is not {comparison.Operand} or less",
            _ => "is no JSON",
        };

    private static string? OfItems(string least, JsonElement value)
    {
        int? count = value.ValueKind switch
        {
            JsonValueKind.Array => value.GetArrayLength(),
            JsonValueKind.Object => value.GetPropertyCount(),
            _ => null,
        };
        return count >= Number(least) ? null
            : count is { } few ? $"has {few} items, expected {least} or more"
            : "has no items";
    }

    private static bool AreEqual(string value, string operand) =>
        value == operand || (TryNumber(value, out var left) && TryNumber(operand, out var right) && left == right);

    private static bool OfNumber(string value, Func<decimal, bool> holds) =>
        TryNumber(value, out var number) && holds(number);

    private static decimal Number(string text) => TryNumber(text, out var number) ? number : 0;

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string TypeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            var kind => kind.ToString().ToLowerInvariant(),
        };
}
