using System.Net;

namespace Ringback.Protocols.Dns;

/// <summary>One answer.</summary>
/// <param name="Name">Whose it is: behind an alias another name than was asked for.</param>
/// <param name="TimeToLive">How much longer it may be kept.</param>
/// <param name="Data">What it says.</param>
public sealed record DnsRecord(string Name, DnsRecordType Type, TimeSpan TimeToLive, DnsData Data)
{
    public override string ToString() =>
        $"{Name} {(long)TimeToLive.TotalSeconds} {Type.ToString().ToUpperInvariant()} {Data}";
}

/// <summary>What a record says; its text is that of a zone file, so that two of one meaning have one text.</summary>
public abstract record DnsData;

public sealed record DnsAddress(IPAddress Address) : DnsData
{
    public override string ToString() => Address.ToString();
}

/// <summary>CNAME: the name that this is another one for.</summary>
public sealed record DnsAlias(string Target) : DnsData
{
    public override string ToString() => Target;
}

/// <summary>TXT: its strings, one behind the other; octets beyond ASCII are Latin-1.</summary>
public sealed record DnsText(string Text) : DnsData
{
    public override string ToString() => Text;
}

/// <summary>SRV (RFC 2782). A target that is the root means that there is no such service.</summary>
public sealed record DnsService(ushort Priority, ushort Weight, ushort Port, string Target) : DnsData
{
    public override string ToString() => $"{Priority} {Weight} {Port} {Target}";
}

/// <summary>NAPTR (RFC 3403).</summary>
public sealed record DnsPointer(
    ushort Order,
    ushort Preference,
    string Flags,
    string Services,
    string Expression,
    string Replacement
) : DnsData
{
    public override string ToString() =>
        $"{Order} {Preference} \"{Flags}\" \"{Services}\" \"{Expression}\" {Replacement}";
}

/// <summary>Of a type that is not read here.</summary>
public sealed record DnsOther(int Size) : DnsData
{
    public override string ToString() => $"({Size} bytes)";
}
