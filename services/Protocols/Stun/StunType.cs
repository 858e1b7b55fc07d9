namespace Ringback.Protocols.Stun;

/// <summary>Method and class, woven together as they are on the wire (RFC 8489 §5).</summary>
/// <param name="Value">14 bits; the two above them are zero in every STUN message.</param>
public readonly record struct StunType(ushort Value)
{
    // 13 12 11 10  9  8  7  6  5  4  3  2  1  0
    // M11 ……… M7  C1 M6 ……… M4 C0 M3 ……… M0
    private const int ClassLowBit = 4;
    private const int ClassHighBit = 8;

    public StunType(StunMethod method, StunClass @class)
        : this(Weave((ushort)method, (int)@class)) { }

    public StunMethod Method => (StunMethod)((Value & 0xF) | ((Value >> 1) & 0x70) | ((Value >> 2) & 0xF80));

    public StunClass Class => (StunClass)(((Value >> ClassLowBit) & 1) | (((Value >> ClassHighBit) & 1) << 1));

    public override string ToString() => $"{Method} {Class}";

    private static ushort Weave(int method, int @class) =>
        (ushort)(
            (method & 0xF)
            | ((method & 0x70) << 1)
            | ((method & 0xF80) << 2)
            | ((@class & 1) << ClassLowBit)
            | ((@class >> 1) << ClassHighBit)
        );
}
