using System.Collections;

namespace Ringback.CatalogFiles;

/// <summary>Where values of a catalog's variables come from: <c>--set NAME=value</c>, else the environment.</summary>
public static class CatalogVariables
{
    /// <summary>The environment variable of the catalog's variable <c>NAME</c> is <c>RINGBACK_VAR_NAME</c>.</summary>
    public const string EnvironmentPrefix = "RINGBACK_VAR_";

    /// <param name="environment">As <see cref="Environment.GetEnvironmentVariables()"/> gives it.</param>
    /// <param name="settings">Settings by name; they win over the environment.</param>
    public static IReadOnlyDictionary<string, string> From(
        IDictionary environment,
        IEnumerable<KeyValuePair<string, string>> settings
    )
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in environment)
        {
            if (
                entry is { Key: string name, Value: string value }
                && name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal)
            )
            {
                values[name[EnvironmentPrefix.Length..]] = value;
            }
        }

        foreach (var (name, value) in settings)
            values[name] = value;

        return values;
    }

    /// <summary>Reads <c>NAME=value</c>; the value may be empty and may hold more equals signs.</summary>
    public static bool TryParseSetting(string text, out KeyValuePair<string, string> setting)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var read = equals > 0 && IsName(text[..equals]);
        setting = read ? new(text[..equals], text[(equals + 1)..]) : default;
        return read;
    }

    /// <summary>ASCII letters, digits and underscores, not beginning with a digit; at most 64.</summary>
    public static bool IsName(string text) =>
        text.Length is >= 1 and <= 64
        && !char.IsAsciiDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
