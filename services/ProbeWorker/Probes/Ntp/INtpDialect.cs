using Ringback.Protocols.Ntp;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>How a request is made, and a reply known: with NTS, or without.</summary>
internal interface INtpDialect
{
    /// <returns>Null where no more can be asked.</returns>
    NtpQuestion? Ask(NtpTimestamp nonce);
}

/// <summary>Takes the reply out of a datagram.</summary>
/// <returns><see langword="false"/> for anything else.</returns>
internal delegate bool NtpReplyReader(ReadOnlySpan<byte> datagram, out NtpHeader reply);

/// <summary>One request on the wire.</summary>
internal sealed record NtpQuestion(byte[] Bytes, NtpReplyReader TryRead);

/// <summary>Without authentication (RFC 5905).</summary>
internal sealed class PlainNtp : INtpDialect
{
    public NtpQuestion Ask(NtpTimestamp nonce)
    {
        var request = new NtpRequest(nonce);
        return new NtpQuestion(request.ToBytes(), request.TryReadReply);
    }
}
