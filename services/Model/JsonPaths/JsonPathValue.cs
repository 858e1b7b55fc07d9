using System.Globalization;
using System.Text.Json;

namespace Ringback.Model.JsonPaths;

/// <summary>One side of a comparison: nothing, or a value of JSON.</summary>
/// <param name="Kind"><see cref="JsonValueKind.Undefined"/> for nothing.</param>
/// <param name="Text">Of a string.</param>
/// <param name="Number">Of a number.</param>
/// <param name="Raw">Of an object or an array.</param>
internal readonly record struct JsonPathValue(JsonValueKind Kind, string Text, double Number, JsonElement Raw)
{
    public static JsonPathValue Nothing => new(JsonValueKind.Undefined, "", 0, default);

    public static JsonPathValue Of(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => Of(element.GetString()!),
            JsonValueKind.Number => Of(element.GetDouble()),
            _ => new(element.ValueKind, "", 0, element),
        };

    public static JsonPathValue Of(string text) => new(JsonValueKind.String, text, 0, default);

    public static JsonPathValue Of(double number) => new(JsonValueKind.Number, "", number, default);

    /// <summary>RFC 9535 §2.3.5.2.2: different kinds are unequal and in no order.</summary>
    public static bool Compare(JsonPathValue left, string sign, JsonPathValue right) =>
        sign switch
        {
            "==" => AreEqual(left, right),
            "!=" => !AreEqual(left, right),
            "<" => IsLess(left, right),
            ">" => IsLess(right, left),
            "<=" => IsLess(left, right) || AreEqual(left, right),
            _ => IsLess(right, left) || AreEqual(left, right),
        };

    private static bool AreEqual(JsonPathValue left, JsonPathValue right) =>
        left.Kind == right.Kind
        && left.Kind switch
        {
            JsonValueKind.String => left.Text == right.Text,
            JsonValueKind.Number => left.Number.Equals(right.Number),
            JsonValueKind.Object or JsonValueKind.Array => JsonElement.DeepEquals(left.Raw, right.Raw),
            _ => true,
        };

    private static bool IsLess(JsonPathValue left, JsonPathValue right) =>
        left.Kind == right.Kind
        && left.Kind switch
        {
            JsonValueKind.Number => left.Number < right.Number,
            JsonValueKind.String => string.CompareOrdinal(left.Text, right.Text) < 0,
            _ => false,
        };

    public override string ToString() =>
        Kind == JsonValueKind.Number ? Number.ToString(CultureInfo.InvariantCulture) : Text;
}
