using System.Text.RegularExpressions;

namespace Ringback.Cli.Lab;

/// <summary>Fills <c>${name}</c>. A name that nobody gave is an error: a server started with half a configuration costs hours.</summary>
internal sealed partial class Placeholders(IReadOnlyDictionary<string, string> values)
{
    /// <exception cref="LabException">A placeholder has no value.</exception>
    public string Fill(string text, string where) =>
        Placeholder()
            .Replace(
                text,
                match =>
                    values.TryGetValue(match.Groups[1].Value, out var value)
                        ? value
                        : throw new LabException(
                            $"{where}: '{match.Value}' is no placeholder; there are {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}"
                        )
            );

    /// <summary>Splits at blanks first, so that a value with a blank stays one word.</summary>
    public string[] FillWords(string command, string where) =>
        [
            .. command
                .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(word => Fill(word, where)),
        ];

    public Dictionary<string, string> FillValues(IReadOnlyDictionary<string, string> given, string where) =>
        given.ToDictionary(pair => pair.Key, pair => Fill(pair.Value, where));

    [GeneratedRegex(@"\$\{([^}\n]*)\}")]
    private static partial Regex Placeholder();
}
