using System.Security.Cryptography;
using System.Text;

namespace Ringback.Protocols.Stun;

/// <summary>Keys and hashes that both ends compute from a credential (RFC 8489 §9, §14.4, §18.5.1).</summary>
/// <remarks>Every text is taken as it is: <see cref="OpaqueString"/> comes first.</remarks>
public static class StunKeys
{
    /// <summary>The key of a short-term credential: the password itself.</summary>
    public static byte[] ShortTerm(string password) => Encoding.UTF8.GetBytes(password);

    /// <summary>The key of a long-term credential: the hash of <c>username:realm:password</c>.</summary>
    public static byte[] LongTerm(StunPasswordAlgorithm algorithm, string username, string realm, string password)
    {
        var text = Encoding.UTF8.GetBytes($"{username}:{realm}:{password}");
#pragma warning disable CA5351 // The RFC's algorithm; a server that knows a better one offers it.
        return algorithm == StunPasswordAlgorithm.Sha256 ? SHA256.HashData(text) : MD5.HashData(text);
#pragma warning restore CA5351
    }

    /// <summary>The value of USERHASH: SHA-256 of <c>username:realm</c>.</summary>
    public static byte[] UserHash(string username, string realm) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{username}:{realm}"));
}
