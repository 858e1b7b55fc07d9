namespace Ringback.Protocols.Turn;

/// <summary>The value of REQUESTED-ADDRESS-FAMILY and ADDITIONAL-ADDRESS-FAMILY (RFC 8656 §18.6, §18.11).</summary>
public enum TurnAddressFamily : byte
{
    IPv4 = 0x01,
    IPv6 = 0x02,
}
