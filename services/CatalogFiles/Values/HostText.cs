using System.Net;

namespace Ringback.CatalogFiles.Values;

/// <summary>What a <c>host</c> may be: a DNS name, an IPv4 address, or an IPv6 one without brackets.</summary>
internal static class HostText
{
    public static bool IsHost(string text) => IsAddress(text) || IsName(text);

    private static bool IsAddress(string text)
    {
        var looksLikeOne = text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3;
        return looksLikeOne && !text.StartsWith('[') && IPAddress.TryParse(text, out _);
    }

    /// <summary>RFC 1035 §2.3.4 lengths; underscores are let through, a last label of digits is not (RFC 1123 §2.1).</summary>
    private static bool IsName(string text)
    {
        if (text.Length > 253)
            return false;

        var labels = text.TrimEnd('.').Split('.');
        return text.EndsWith("..", StringComparison.Ordinal) is false
            && labels.All(IsLabel)
            && !labels[^1].All(char.IsAsciiDigit);
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
