namespace Ringback.Protocols.Ntp;

/// <summary>Codes of a kiss-o'-death that ask the client for something (RFC 5905 §7.4).</summary>
public static class NtpKissCode
{
    /// <summary>Access is denied: stop asking this server.</summary>
    public const string Deny = "DENY";

    /// <summary>Access is denied by local policy: stop asking this server.</summary>
    public const string Restrict = "RSTR";

    /// <summary>Asked too often: ask less.</summary>
    public const string Rate = "RATE";
}
