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

    public static SipDigestAlgorithm Sha512Slash256 { get; } = new("SHA-512-256", false);
    public static SipDigestAlgorithm Sha512Slash256Session { get; } = new("SHA-512-256-sess", true);

    private static readonly SipDigestAlgorithm[] Known =
    [
        Md5,
        Md5Session,
        Sha256,
        Sha256Session,
        Sha512Slash256,
        Sha512Slash256Session,
    ];

    /// <summary>0 for MD5, more for what is stronger: a client may ask for a least one.</summary>
    public int Strength =>
        IsA(nameof(MD5)) ? 0
        : IsA("SHA-256") ? 1
        : 2;

    /// <param name="token">Null where the challenge names none, which means MD5.</param>
    /// <returns>Null for one that is not known here.</returns>
    public static SipDigestAlgorithm? Find(string? token) =>
        token is null ? Md5 : Known.FirstOrDefault(a => a.Token.Equals(token, StringComparison.OrdinalIgnoreCase));

    /// <returns>In lower-case hexadecimal.</returns>
    [SuppressMessage("Security", "CA5351", Justification = "Which hash it is, the server's challenge says.")]
    public string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = Strength switch
        {
            0 => MD5.HashData(bytes),
            1 => SHA256.HashData(bytes),
            _ => Authentication.Sha512Slash256.HashData(bytes),
        };
        return Convert.ToHexStringLower(hash);
    }

    private bool IsA(string hash) => Token.StartsWith(hash, StringComparison.Ordinal);
}
