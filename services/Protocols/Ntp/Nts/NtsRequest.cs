using System.Buffers.Binary;

namespace Ringback.Protocols.Ntp.Nts;

/// <summary>A client's question with Network Time Security (RFC 8915 §5): only who has the keys can answer it.</summary>
/// <param name="Request">What is asked, as without it.</param>
/// <param name="UniqueIdentifier">Random, <see cref="IdentifierSize"/> bytes.</param>
/// <param name="Cookie">Of the server, never used before.</param>
/// <param name="Nonce">Random, <see cref="NonceSize"/> bytes.</param>
public sealed record NtsRequest(NtpRequest Request, byte[] UniqueIdentifier, byte[] Cookie, byte[] Nonce)
{
    public const int IdentifierSize = 32;
    public const int NonceSize = 16;

    /// <summary>The server cannot read the cookie: begin anew with the keys. Nobody can prove to have said so.</summary>
    public const string Nak = "NTSN";

    /// <param name="key">From the client to the server.</param>
    public byte[] ToBytes(AesSiv key)
    {
        var packet = new List<byte>(Request.ToBytes());
        NtpExtension.Append(packet, NtpExtension.UniqueIdentifier, UniqueIdentifier);
        NtpExtension.Append(packet, NtpExtension.Cookie, Cookie);
        var tag = key.Seal([], [.. packet], Nonce);
        var body = new byte[4 + Nonce.Length + tag.Length];
        BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)Nonce.Length);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), (ushort)tag.Length);
        Nonce.CopyTo(body, 4);
        tag.CopyTo(body, 4 + Nonce.Length);
        NtpExtension.Append(packet, NtpExtension.Authenticator, body);
        return [.. packet];
    }

    /// <summary>Reads the reply to this request.</summary>
    /// <param name="key">From the server to the client.</param>
    /// <param name="cookies">Fresh ones, which came encrypted.</param>
    /// <returns>
    /// <see langword="false"/> for anything else: what <see cref="NtpRequest.TryReadReply"/> refuses, another identifier, or no proof
    /// of the key. A reply of stratum 0 with the code <see cref="Nak"/> has none, and is taken.
    /// </returns>
    public bool TryReadReply(
        ReadOnlySpan<byte> datagram,
        AesSiv key,
        out NtpHeader reply,
        out IReadOnlyList<byte[]> cookies
    )
    {
        cookies = [];
        if (!Request.TryReadReply(datagram, out reply))
            return false;

        var (at, isOurs) = (NtpHeader.Size, false);
        for (var start = at; NtpExtension.TryTake(datagram, ref at, out var type, out var body); start = at)
        {
            if (type == NtpExtension.UniqueIdentifier)
                isOurs = body.SequenceEqual(UniqueIdentifier);
            else if (type == NtpExtension.Authenticator)
                return isOurs && TryOpen(datagram[..start], body, key, out cookies);
        }

        return isOurs && reply.Stratum == 0 && reply.ReferenceId.ToCode() == Nak;
    }

    private static bool TryOpen(
        ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> body,
        AesSiv key,
        out IReadOnlyList<byte[]> cookies
    )
    {
        cookies = [];
        if (body.Length < 4)
            return false;

        int nonceSize = BinaryPrimitives.ReadUInt16BigEndian(body);
        int textSize = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        var textAt = 4 + NtpExtension.Padded(nonceSize);
        if (textAt + textSize > body.Length)
            return false;

        var nonce = body.Slice(4, nonceSize).ToArray();
        if (key.Open(body.Slice(textAt, textSize), before.ToArray(), nonce) is not { } inner)
            return false;

        var found = new List<byte[]>();
        for (var at = 0; NtpExtension.TryTake(inner, ref at, out var type, out var value); )
        {
            if (type == NtpExtension.Cookie && found.Count < NtsKeyRecords.MaxCookies)
                found.Add(value.ToArray());
        }

        cookies = found;
        return true;
    }
}
