using System.Text.RegularExpressions;

namespace Ringback.Model.Catalogs.Checks.Http;

/// <summary><c>{{name}}</c> in texts of a request: what stands for a secret or for what a step captured.</summary>
public static partial class Placeholders
{
    /// <summary>Lower-case ASCII letters, digits and underscores, not beginning with a digit; at most 40.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    public static IEnumerable<string> NamesIn(string text) =>
        Reference().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>A value is never read again.</summary>
    public static string Fill(string text, Func<string, string> value) =>
        Reference().Replace(text, match => value(match.Groups[1].Value));

    [GeneratedRegex(@"\{\{([a-z_][a-z0-9_]{0,39})\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
