using System.Net;
using Ringback.Protocols.Stun;

namespace Ringback.Protocols.Turn;

/// <summary>Data from the client to a peer (RFC 8656 §11.1). Never answered, never signed.</summary>
public static class TurnSendIndication
{
    public static byte[] Create(ReadOnlySpan<byte> transactionId, IPEndPoint peer, ReadOnlySpan<byte> data) =>
        new StunMessageWriter(StunMethod.Send, StunClass.Indication, transactionId)
            .Add(StunAttributeType.XorPeerAddress, StunAddress.WriteXor(peer, transactionId))
            .Add(StunAttributeType.Data, data)
            .ToArray();
}
