using Ringback.Model.Catalogs.Checks;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Dns;

/// <summary>A check's words in those of the wire.</summary>
internal static class DnsTypes
{
    public static DnsRecordType Of(DnsQueryType type) =>
        type switch
        {
            DnsQueryType.A => DnsRecordType.A,
            DnsQueryType.Aaaa => DnsRecordType.Aaaa,
            DnsQueryType.Srv => DnsRecordType.Srv,
            DnsQueryType.Naptr => DnsRecordType.Naptr,
            DnsQueryType.Cname => DnsRecordType.Cname,
            _ => DnsRecordType.Txt,
        };

    public static DnsResponseCode Of(DnsExpectedCode code) =>
        code switch
        {
            DnsExpectedCode.NoSuchName => DnsResponseCode.NoSuchName,
            DnsExpectedCode.ServerFailure => DnsResponseCode.ServerFailure,
            DnsExpectedCode.Refused => DnsResponseCode.Refused,
            _ => DnsResponseCode.NoError,
        };
}
