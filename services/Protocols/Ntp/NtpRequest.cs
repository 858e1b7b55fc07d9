namespace Ringback.Protocols.Ntp;

/// <summary>A client's question (RFC 5905 §8, mode 3, version 4), which tells nothing of the client's clock.</summary>
/// <remarks>
/// The transmit timestamp is a random number that only the server asked can give back, so that a stranger's reply is
/// known as such. All else is zero. The true time of sending stays with the client.
/// </remarks>
/// <param name="Nonce">Cryptographically random, not <see cref="NtpTimestamp.None"/>.</param>
public readonly record struct NtpRequest(NtpTimestamp Nonce)
{
    public byte[] ToBytes()
    {
        var request = new byte[NtpHeader.Size];
        new NtpHeader
        {
            Version = 4,
            Mode = NtpMode.Client,
            Transmit = Nonce,
        }.TryWrite(request);
        return request;
    }

    /// <summary>Reads the reply to this request.</summary>
    /// <returns>
    /// <see langword="false"/> for anything else: no NTP, another mode than server, or an origin that is not our nonce.
    /// </returns>
    public bool TryReadReply(ReadOnlySpan<byte> datagram, out NtpHeader reply) =>
        NtpHeader.TryParse(datagram, out reply) && reply.Mode == NtpMode.Server && reply.Origin == Nonce;
}
