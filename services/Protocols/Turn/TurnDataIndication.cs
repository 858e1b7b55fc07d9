using System.Net;
using Ringback.Protocols.Stun;

namespace Ringback.Protocols.Turn;

/// <summary>Data from a peer, as the server hands it to the client (RFC 8656 §11.4).</summary>
public readonly ref struct TurnDataIndication
{
    private TurnDataIndication(IPEndPoint peer, ReadOnlySpan<byte> data)
    {
        Peer = peer;
        Data = data;
    }

    /// <summary>The peer as the server sees it.</summary>
    public IPEndPoint Peer { get; }

    public ReadOnlySpan<byte> Data { get; }

    /// <returns>
    /// <see langword="false"/> for any other message, one that lacks peer or data, or one with an attribute that must
    /// be understood and is not.
    /// </returns>
    public static bool TryRead(in StunMessage message, out TurnDataIndication indication)
    {
        indication = default;
        if (
            message.Type != new StunType(StunMethod.Data, StunClass.Indication)
            || !message.TryGet(StunAttributeType.XorPeerAddress, out var peerValue)
            || !StunAddress.TryParseXor(peerValue, message.TransactionId, out var peer)
            || !message.TryGet(StunAttributeType.Data, out var data)
            || StunUnknownAttributes.In(message).Count > 0
        )
        {
            return false;
        }

        indication = new TurnDataIndication(peer, data);
        return true;
    }
}
