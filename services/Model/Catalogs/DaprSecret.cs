namespace Ringback.Model.Catalogs;

/// <summary>A secret of a store that a Dapr sidecar knows.</summary>
/// <param name="Key">Of the secret's values; null for the one that is called as the secret is, or the only one.</param>
public readonly record struct DaprSecret(string Store, string Name, string? Key)
{
    public const string Form = "store/name or store/name/key";
    private const int LongestPart = 253; // what Kubernetes allows a secret's name

    public static bool TryParse(string text, out DaprSecret secret)
    {
        var parts = text.Split('/');
        secret = parts is [var store, var name, ..]
            ? new DaprSecret(store, name, parts.ElementAtOrDefault(2))
            : default;
        return parts.Length is 2 or 3 && parts.All(IsPart);
    }

    private static bool IsPart(string part) =>
        part is not ("" or "." or "..")
        && part.Length <= LongestPart
        && part.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_' or '.');
}
