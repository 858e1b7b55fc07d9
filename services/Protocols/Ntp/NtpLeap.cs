namespace Ringback.Protocols.Ntp;

/// <summary>The leap indicator (RFC 5905 §7.3).</summary>
public enum NtpLeap
{
    None = 0,

    /// <summary>The last minute of this UTC day has 61 seconds.</summary>
    Insert = 1,

    /// <summary>The last minute of this UTC day has 59 seconds.</summary>
    Delete = 2,

    /// <summary>The server's clock is not synchronised: none of its times counts.</summary>
    Unsynchronised = 3,
}
