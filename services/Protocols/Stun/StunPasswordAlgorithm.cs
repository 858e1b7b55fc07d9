namespace Ringback.Protocols.Stun;

/// <summary>How a long-term key is made from user name, realm and password (RFC 8489 §18.5).</summary>
public enum StunPasswordAlgorithm : ushort
{
    Md5 = 0x0001,
    Sha256 = 0x0002,
}
