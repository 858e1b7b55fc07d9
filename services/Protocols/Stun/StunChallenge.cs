using System.Text;
using System.Text.Unicode;

namespace Ringback.Protocols.Stun;

/// <summary>What a 401 or 438 response asks of the next request (RFC 8489 §9.2.4).</summary>
/// <param name="Realm">Not prepared yet.</param>
/// <param name="Nonce">To be sent back byte by byte.</param>
/// <param name="PasswordAlgorithms">The server's list, to be sent back byte by byte; null where it sent none.</param>
public sealed record StunChallenge(string Realm, byte[] Nonce, byte[]? PasswordAlgorithms)
{
    /// <summary>RFC 8489 §14.9, §14.10: fewer than 128 characters, at most 763 bytes.</summary>
    private const int MaxTextSize = 763;

    /// <summary>Somebody took the list out on its way: who goes on is talked down to MD5 (RFC 8489 §9.2.5).</summary>
    public bool IsBidDown => StunNonce.OffersPasswordAlgorithms(Nonce) && PasswordAlgorithms is null;

    /// <summary>A user name in the clear is not wanted.</summary>
    public bool WantsUserHash => StunNonce.OffersUsernameAnonymity(Nonce);

    /// <returns><see langword="false"/> where realm or nonce is missing, empty, too long or no UTF-8.</returns>
    public static bool TryRead(in StunMessage response, out StunChallenge challenge)
    {
        challenge = new StunChallenge("", [], null);
        if (
            !TryGetText(response, StunAttributeType.Realm, out var realm)
            || !TryGetText(response, StunAttributeType.Nonce, out var nonce)
        )
        {
            return false;
        }

        var algorithms = response.TryGet(StunAttributeType.PasswordAlgorithms, out var value) ? value.ToArray() : null;
        challenge = new StunChallenge(Encoding.UTF8.GetString(realm), nonce.ToArray(), algorithms);
        return true;
    }

    private static bool TryGetText(in StunMessage message, StunAttributeType type, out ReadOnlySpan<byte> value) =>
        message.TryGet(type, out value) && value.Length is > 0 and <= MaxTextSize && Utf8.IsValid(value);
}
