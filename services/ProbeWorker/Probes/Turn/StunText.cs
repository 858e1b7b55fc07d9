using System.Text;
using Ringback.Protocols.Stun;
using Ringback.Protocols.Turn;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>A message in one line, for the evidence: no nonce, no integrity, no payload.</summary>
internal static class StunText
{
    public static string Describe(ReadOnlySpan<byte> datagram)
    {
        if (!StunMessage.TryParse(datagram, out var message))
            return $"{datagram.Length} bytes that are no STUN";

        var text = new StringBuilder(message.Type.ToString());
        foreach (var attribute in message.Attributes)
        {
            var value = Value(attribute, message.TransactionId);
            text.Append(", ").Append(attribute.Type);
            if (value is not null)
                text.Append(' ').Append(value);
        }

        return text.ToString();
    }

    private static string? Value(in StunAttribute attribute, ReadOnlySpan<byte> transactionId) =>
        attribute.Type switch
        {
            StunAttributeType.ErrorCode when StunError.TryParse(attribute.Value, out var error) => error.ToString(),
            StunAttributeType.XorMappedAddress
            or StunAttributeType.XorRelayedAddress
            or StunAttributeType.XorPeerAddress
                when StunAddress.TryParseXor(attribute.Value, transactionId, out var address) => address.ToString(),
            StunAttributeType.AlternateServer when StunAddress.TryParse(attribute.Value, out var address) =>
                address.ToString(),
            StunAttributeType.Lifetime when TurnLifetime.TryParse(attribute.Value, out var lifetime) =>
                $"{(long)lifetime.TotalSeconds} s",
            StunAttributeType.Realm or StunAttributeType.Software => Encoding.UTF8.GetString(attribute.Value),
            _ => null,
        };
}
