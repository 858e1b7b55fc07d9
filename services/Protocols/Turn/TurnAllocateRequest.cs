using Ringback.Protocols.Stun;

namespace Ringback.Protocols.Turn;

/// <summary>Asks for a relayed address (RFC 8656 §7.1). To be signed by a <see cref="StunCredential"/>.</summary>
public static class TurnAllocateRequest
{
    /// <summary>IANA's protocol number of UDP, the only transport of RFC 8656 itself.</summary>
    public const byte Udp = 17;

    /// <param name="lifetime">Null to take the server's default, 10 minutes by RFC 8656 §7.2.</param>
    /// <param name="family">Of the relayed address; null for IPv4, as a server without RFC 6156 understands it.</param>
    public static StunMessageWriter Create(
        ReadOnlySpan<byte> transactionId,
        TimeSpan? lifetime = null,
        TurnAddressFamily? family = null
    )
    {
        var request = new StunMessageWriter(StunMethod.Allocate, StunClass.Request, transactionId).Add(
            StunAttributeType.RequestedTransport,
            [Udp, 0, 0, 0]
        );
        if (lifetime is { } seconds)
            request.Add(StunAttributeType.Lifetime, TurnLifetime.Write(seconds));

        if (family is { } wanted)
            request.Add(StunAttributeType.RequestedAddressFamily, [(byte)wanted, 0, 0, 0]);

        return request;
    }

    /// <summary>Reads the value of REQUESTED-TRANSPORT.</summary>
    public static bool TryParseTransport(ReadOnlySpan<byte> value, out byte protocol)
    {
        protocol = value.Length == 4 ? value[0] : (byte)0;
        return value.Length == 4;
    }
}
