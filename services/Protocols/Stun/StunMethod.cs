namespace Ringback.Protocols.Stun;

/// <summary>What a message asks for: the registry "STUN Methods" of IANA, as far as it is assigned.</summary>
public enum StunMethod : ushort
{
    Binding = 0x001,

    // TURN, RFC 8656 §17.
    Allocate = 0x003,
    Refresh = 0x004,
    Send = 0x006,
    Data = 0x007,
    CreatePermission = 0x008,
    ChannelBind = 0x009,

    // TURN over TCP, RFC 6062 §6.1.
    Connect = 0x00A,
    ConnectionBind = 0x00B,
    ConnectionAttempt = 0x00C,
}
