namespace Ringback.Protocols.Stun;

/// <summary>What a message is in its transaction (RFC 8489 §5).</summary>
public enum StunClass
{
    Request = 0b00,

    /// <summary>Needs no answer and gets none.</summary>
    Indication = 0b01,
    Success = 0b10,
    Error = 0b11,
}
