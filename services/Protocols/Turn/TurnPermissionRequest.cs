using System.Net;
using Ringback.Protocols.Stun;

namespace Ringback.Protocols.Turn;

/// <summary>Lets peers send through the relay to the client (RFC 8656 §10.1).</summary>
/// <remarks>A permission lasts 5 minutes and covers an address; the port of each peer is ignored (§9).</remarks>
public static class TurnPermissionRequest
{
    /// <summary>How long a permission lasts unless renewed (RFC 8656 §9).</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    public static StunMessageWriter Create(ReadOnlySpan<byte> transactionId, params ReadOnlySpan<IPEndPoint> peers)
    {
        var request = new StunMessageWriter(StunMethod.CreatePermission, StunClass.Request, transactionId);
        foreach (var peer in peers)
            request.Add(StunAttributeType.XorPeerAddress, StunAddress.WriteXor(peer, transactionId));

        return request;
    }
}
