using System.Text;
using System.Text.Json;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.JsonPaths;

namespace Ringback.ProbeWorker.Probes.Net.Http;

/// <summary>Holds a text of a peer, a body or a message, against what it must hold.</summary>
internal static class TextAssertions
{
    /// <param name="what">What the text is, such as <c>body</c>.</param>
    /// <param name="bytes">The text in UTF-8, or what it came as.</param>
    /// <returns>A sentence; null where there is nothing against it.</returns>
    public static string? FindObjection(
        TextExpectation expected,
        string what,
        ReadOnlyMemory<byte> bytes,
        Func<string> text
    )
    {
        if (expected.Contains is { } wanted && bytes.Span.IndexOf(Encoding.UTF8.GetBytes(wanted)) < 0)
            return $"The {what} does not contain '{wanted}'.";

        if (expected.Excludes is { } bad && bytes.Span.IndexOf(Encoding.UTF8.GetBytes(bad)) >= 0)
            return $"The {what} contains '{bad}'.";

        return expected.Matches is { } pattern && !Patterns.Match(pattern, text()).Success
            ? $"The {what} does not match '{pattern}'."
            : OfJson(expected.Json, what, bytes);
    }

    private static string? OfJson(IReadOnlyList<JsonAssertion> assertions, string what, ReadOnlyMemory<byte> bytes)
    {
        if (assertions.Count == 0)
            return null;

        try
        {
            using var json = JsonDocument.Parse(bytes);
            foreach (var assertion in assertions)
            {
                if (OfJson(assertion, json.RootElement) is { } objection)
                    return objection;
            }

            return null;
        }
        catch (JsonException e)
        {
            return $"The {what} is no JSON: {e.Message}";
        }
    }

    private static string? OfJson(JsonAssertion assertion, JsonElement root)
    {
        if (!JsonPath.TryParse(assertion.Path, out var path, out _) || !path.TrySelect(root, out var selected))
            return $"The JSON is so made that {assertion.Path} would be too much work.";

        if (assertion.Comparison.Kind == ComparisonKind.Absent)
            return selected.Count == 0 ? null : $"There is something at {assertion.Path}, expected nothing.";

        if (selected.Count == 0)
            return $"There is nothing at {assertion.Path}.";

        foreach (var value in selected)
        {
            if (Comparisons.FindObjection(assertion.Comparison, value) is { } objection)
                return $"What is at {assertion.Path}, {Short(value.GetRawText())}, {objection}.";
        }

        return null;
    }

    private static string Short(string text) => text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}…";
}
