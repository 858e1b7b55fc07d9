using System.Text;
using System.Text.RegularExpressions;
using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles.Reading;

/// <summary>The declared variables and their values, and the putting of values into text.</summary>
/// <param name="given">Values from outside, by name.</param>
internal sealed partial class VariableValues(IReadOnlyDictionary<string, string> given)
{
    private const int MaxLength = 4096;

    /// <summary>Null where the value of a declared one is missing, which is reported at its declaration alone.</summary>
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Declared => [.. _values.Keys];

    /// <returns>Whether it has a value.</returns>
    public bool Declare(string name, string? otherwise)
    {
        var value = given.GetValueOrDefault(name) ?? otherwise;
        _values[name] = value;
        return value is not null;
    }

    /// <summary>Replaces each <c>${NAME}</c>; <c>$${</c> stands for <c>${</c> itself. A value is never read again.</summary>
    /// <returns>False where a value is missing or a name is not declared; the latter is reported.</returns>
    public bool TryExpand(YamlScalar scalar, string path, ErrorList errors, out string text)
    {
        text = scalar.Text;
        if (!text.Contains("${", StringComparison.Ordinal))
            return true;

        var expanded = new StringBuilder();
        var copied = 0;
        var good = true;
        foreach (var match in Reference().EnumerateMatches(text))
        {
            expanded.Append(text, copied, match.Index - copied);
            copied = match.Index + match.Length;
            good &= TryAppend(text.AsSpan(match.Index, match.Length), expanded, scalar, path, errors);
            if (expanded.Length > MaxLength)
            {
                errors.Add(scalar.Position, path, $"is longer than {MaxLength} with its variables", "shorten it");
                return false;
            }
        }

        text = expanded.Append(text, copied, text.Length - copied).ToString();
        return good;
    }

    private bool TryAppend(
        ReadOnlySpan<char> reference,
        StringBuilder expanded,
        YamlScalar scalar,
        string path,
        ErrorList errors
    )
    {
        if (reference is "$${")
        {
            expanded.Append("${");
            return true;
        }

        var name = reference.Length > 3 ? reference[2..^1].ToString() : "";
        if (!_values.TryGetValue(name, out var value))
        {
            var (problem, mend) = CatalogVariables.IsName(name)
                ? ($"uses the variable '{name}', which is not declared", Nearest.Mend(name, _values.Keys, "variable"))
                : ("has a '${' that begins no variable", "write ${NAME}, or $${ for the two characters themselves");
            errors.Add(scalar.Position, path, problem, mend);
        }

        expanded.Append(value);
        return value is not null;
    }

    [GeneratedRegex(@"\$\$\{|\$\{[A-Za-z0-9_]*\}|\$\{", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
