using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Protocols.Sip.Authentication;

/// <summary>The hash of a digest challenge (RFC 8760 §2.1), and whether it binds the session (<c>-sess</c>).</summary>
/// <param name="Token">As it is written in the challenge.</param>
public sealed record SipDigestAlgorithm(string Token, bool IsSession)
{
    public static SipDigestAlgorithm Md5 { get; } = new("MD5", false);
    public static SipDigestAlgorithm Md5Session { get; } = new("MD5-sess", true);
    public static SipDigestAlgorithm Sha256 { get; } = new("SHA-256", false);
    public static SipDigestAlgorithm Sha256Session { get; } = new("SHA-256-sess", true);

    private static readonly SipDigestAlgorithm[] Known = [Md5, Md5Session, Sha256, Sha256Session];

    /// <param name="token">Null where the challenge names none, which means MD5.</param>
    /// <returns>Null for one that is not known here.</returns>
    public static SipDigestAlgorithm? Find(string? token) =>
        token is null ? Md5 : Known.FirstOrDefault(a => a.Token.Equals(token, StringComparison.OrdinalIgnoreCase));

    /// <returns>In lower-case hexadecimal.</returns>
    [SuppressMessage("Security", "CA5351", Justification = "Which hash it is, the server's challenge says.")]
    internal string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = Token.StartsWith("SHA-256", StringComparison.Ordinal) ? SHA256.HashData(bytes) : MD5.HashData(bytes);
        return Convert.ToHexStringLower(hash);
    }
}
