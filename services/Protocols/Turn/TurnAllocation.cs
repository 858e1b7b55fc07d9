using System.Net;
using Ringback.Protocols.Stun;

namespace Ringback.Protocols.Turn;

/// <summary>What a server gave: the content of a successful Allocate response (RFC 8656 §7.3).</summary>
/// <param name="Relayed">Where peers send to, to reach the client.</param>
/// <param name="Mapped">The client as the server sees it.</param>
/// <param name="Lifetime">Until it ends by itself, unless refreshed.</param>
public sealed record TurnAllocation(IPEndPoint Relayed, IPEndPoint Mapped, TimeSpan Lifetime)
{
    /// <returns><see langword="false"/> where relayed address, mapped address or lifetime is missing or malformed.</returns>
    public static bool TryRead(in StunMessage success, out TurnAllocation? allocation)
    {
        allocation = null;
        if (
            !success.TryGet(StunAttributeType.XorRelayedAddress, out var relayedValue)
            || !StunAddress.TryParseXor(relayedValue, success.TransactionId, out var relayed)
            || !success.TryGet(StunAttributeType.XorMappedAddress, out var mappedValue)
            || !StunAddress.TryParseXor(mappedValue, success.TransactionId, out var mapped)
            || !success.TryGet(StunAttributeType.Lifetime, out var lifetimeValue)
            || !TurnLifetime.TryParse(lifetimeValue, out var lifetime)
        )
        {
            return false;
        }

        allocation = new TurnAllocation(relayed, mapped, lifetime);
        return true;
    }
}
