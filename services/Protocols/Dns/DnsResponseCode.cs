namespace Ringback.Protocols.Dns;

/// <summary>How a question went (RFC 1035 §4.1.1); others keep their number.</summary>
public enum DnsResponseCode : ushort
{
    NoError = 0,
    FormatError = 1,

    /// <summary>SERVFAIL: also what a validating resolver says of records whose signatures are wrong.</summary>
    ServerFailure = 2,

    /// <summary>NXDOMAIN.</summary>
    NoSuchName = 3,
    NotImplemented = 4,
    Refused = 5,
}

public static class DnsResponseCodes
{
    /// <summary>As administrators know it.</summary>
    public static string Name(this DnsResponseCode code) =>
        code switch
        {
            DnsResponseCode.NoError => "NOERROR",
            DnsResponseCode.FormatError => "FORMERR",
            DnsResponseCode.ServerFailure => "SERVFAIL",
            DnsResponseCode.NoSuchName => "NXDOMAIN",
            DnsResponseCode.NotImplemented => "NOTIMP",
            DnsResponseCode.Refused => "REFUSED",
            _ => $"RCODE{(int)code}",
        };
}
