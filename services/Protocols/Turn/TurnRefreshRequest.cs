using Ringback.Protocols.Stun;

namespace Ringback.Protocols.Turn;

/// <summary>Prolongs an allocation, or ends it (RFC 8656 §8.1). To be signed by a <see cref="StunCredential"/>.</summary>
public static class TurnRefreshRequest
{
    /// <param name="lifetime">Zero to delete the allocation at once.</param>
    public static StunMessageWriter Create(ReadOnlySpan<byte> transactionId, TimeSpan lifetime) =>
        new StunMessageWriter(StunMethod.Refresh, StunClass.Request, transactionId).Add(
            StunAttributeType.Lifetime,
            TurnLifetime.Write(lifetime)
        );
}
