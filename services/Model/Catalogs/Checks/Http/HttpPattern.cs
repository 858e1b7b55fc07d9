using System.Text.RegularExpressions;

namespace Ringback.Model.Catalogs.Checks.Http;

/// <summary>The regular expressions of assertions and captures.</summary>
public static class HttpPattern
{
    public const int MaxLength = 500;

    /// <summary>Matching takes time in proportion to the text, whatever the pattern.</summary>
    public const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
}
