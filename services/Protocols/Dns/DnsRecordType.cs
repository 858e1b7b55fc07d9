namespace Ringback.Protocols.Dns;

/// <summary>What a question asks for and a record holds: those that are read here. Others keep their number.</summary>
public enum DnsRecordType : ushort
{
    A = 1,
    Cname = 5,
    Txt = 16,
    Aaaa = 28,
    Srv = 33,
    Naptr = 35,

    /// <summary>No record: what one side can do (EDNS, RFC 6891).</summary>
    Opt = 41,
}
