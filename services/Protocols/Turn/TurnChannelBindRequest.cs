using System.Net;
using Ringback.Protocols.Stun;

namespace Ringback.Protocols.Turn;

/// <summary>Names a peer by a channel, and lets it send (RFC 8656 §12.1). To be signed by a <see cref="StunCredential"/>.</summary>
public static class TurnChannelBindRequest
{
    public static StunMessageWriter Create(
        ReadOnlySpan<byte> transactionId,
        TurnChannelNumber channel,
        IPEndPoint peer
    ) =>
        new StunMessageWriter(StunMethod.ChannelBind, StunClass.Request, transactionId)
            .Add(StunAttributeType.ChannelNumber, channel.ToBytes())
            .Add(StunAttributeType.XorPeerAddress, StunAddress.WriteXor(peer, transactionId));
}
