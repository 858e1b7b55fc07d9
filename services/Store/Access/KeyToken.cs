using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Store.Access;

/// <summary>What a client shows: <c>rbk_ID_SECRET</c>, the id of 12 and the secret of 64 hexadecimal digits.</summary>
/// <remarks>The id is public and finds the row; the secret is 256 random bits, and only its hash is ever written down.</remarks>
public sealed class KeyToken
{
    public const string Prefix = "rbk_";

    private const int IdBytes = 6;
    private const int SecretBytes = 32;
    private const int SecretAt = 4 + (2 * IdBytes) + 1;
    private const int Length = SecretAt + (2 * SecretBytes);
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly string _secret;

    private KeyToken(string id, string secret) => (Id, _secret) = (id, secret);

    public string Id { get; }

    /// <param name="id">Of the key it is for; a new one where null.</param>
    public static KeyToken New(string? id = null) =>
        new(id ?? RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true), NewSecret());

    public static bool TryParse(string text, out KeyToken? token)
    {
        token = null;
        if (
            text.Length != Length
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[SecretAt - 1] != '_'
            || text.AsSpan(Prefix.Length, 2 * IdBytes).ContainsAnyExcept(Digits)
            || text.AsSpan(SecretAt).ContainsAnyExcept(Digits)
        )
        {
            return false;
        }

        token = new KeyToken(text[Prefix.Length..(SecretAt - 1)], text[SecretAt..]);
        return true;
    }

    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(_secret));

    /// <summary>The whole of it, for the one time that it is shown.</summary>
    public string Reveal() => $"{Prefix}{Id}_{_secret}";

    /// <summary>Without the secret: it may get into a log.</summary>
    public override string ToString() => $"{Prefix}{Id}";

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
}
