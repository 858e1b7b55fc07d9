namespace Ringback.Protocols.Ntp;

/// <summary>The association mode (RFC 5905 §7.3). Modes 6 and 7 have another format and are not read here.</summary>
public enum NtpMode
{
    SymmetricActive = 1,
    SymmetricPassive = 2,
    Client = 3,
    Server = 4,
    Broadcast = 5,
}
