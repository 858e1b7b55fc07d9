using System.Text.Json;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.JsonPaths;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Steps;

/// <summary>Keeps values of an answer for the steps that follow.</summary>
internal static class Captures
{
    private const int MaxLength = 8 * 1024;

    /// <returns>Null where each was found.</returns>
    public static Judgement? Take(
        IReadOnlyDictionary<string, HttpCapture> captures,
        HttpAnswer answer,
        TextValues values
    )
    {
        foreach (var (name, capture) in captures)
        {
            if (Find(capture, answer) is not { Length: > 0 and <= MaxLength } value)
            {
                return Judgement.Down(
                    Reason.AssertionFailed,
                    $"There is nothing to capture as '{name}' at {capture.Header ?? capture.Json ?? capture.Pattern}, or too much."
                );
            }

            values.Set(name, value);
        }

        return null;
    }

    private static string? Find(HttpCapture capture, HttpAnswer answer) =>
        capture switch
        {
            { Header: { } name } => answer
                .Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(h => h.Value)
                .FirstOrDefault(),
            { Json: { } path } => FindJson(path, answer),
            { Pattern: { } pattern } => Patterns.Match(pattern, answer.Text) switch
            {
                { Success: false } => null,
                { Groups: { Count: > 1 } groups } => groups[1].Value,
                var match => match.Value,
            },
            _ => null,
        };

    private static string? FindJson(string text, HttpAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            if (
                !JsonPath.TryParse(text, out var path, out _)
                || !path.TrySelect(json.RootElement, out var selected)
                || selected.Count == 0
            )
                return null;

            return selected[0].ValueKind == JsonValueKind.String ? selected[0].GetString() : selected[0].GetRawText();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
