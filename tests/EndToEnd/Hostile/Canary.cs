using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ringback.Tests.EndToEnd.Hostile;

/// <summary>A secret that the product is given, and every shape in which it could come out.</summary>
internal sealed class Canary
{
    private readonly string[] _shapes;

    private Canary(string name, string secret)
    {
        Name = name;
        Secret = secret;
        var bytes = Encoding.UTF8.GetBytes(secret);
        var hex = Convert.ToHexStringLower(bytes);
        string[] shapes =
        [
            secret,
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            JsonEncodedText.Encode(secret).ToString(),
            hex,
            hex.ToUpperInvariant(),
            .. Enumerable.Range(0, 3).SelectMany(before => Base64(bytes, before)),
            // RFC 6749 §2.3.1: a client's secret is encoded as in a form before it goes into basic authentication.
            .. Enumerable
                .Range(0, 3)
                .SelectMany(before => Base64(Encoding.UTF8.GetBytes(Uri.EscapeDataString(secret)), before)),
            .. Enumerable
                .Range(0, 3)
                .SelectMany(before => Base64(Encoding.UTF8.GetBytes(WebUtility.UrlEncode(secret)), before)),
        ];
        _shapes = [.. shapes.Distinct()];
    }

    public string Name { get; }

    public string Secret { get; }

    /// <summary>A new one, with characters that URLs, forms, JSON and base64 write each in its own way.</summary>
    public static Canary New(string name) =>
        new(name, $"c/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}+&=~");

    /// <summary>One that is given.</summary>
    public static Canary Of(string name, string secret) => new(name, secret);

    public IReadOnlyList<string> Shapes => _shapes;

    /// <returns>The shapes of it that are in a text.</returns>
    public IEnumerable<string> In(string text) =>
        _shapes.Where(shape => text.Contains(shape, StringComparison.Ordinal));

    /// <summary>As it stands in the base64 of something longer that has so many bytes before it, modulo 3; also in the alphabet for URLs.</summary>
    private static IEnumerable<string> Base64(byte[] secret, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. secret]);
        var (first, end) = ((before * 8 + 5) / 6, (before + secret.Length) * 8 / 6); // letters of its bits alone
        var sure = text[first..end];
        return [sure, sure.Replace('+', '-').Replace('/', '_')];
    }
}
