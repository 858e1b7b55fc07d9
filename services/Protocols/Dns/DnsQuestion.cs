namespace Ringback.Protocols.Dns;

/// <summary>What is asked, of class IN.</summary>
/// <param name="Name">As <see cref="DnsName"/> reads and writes it.</param>
public readonly record struct DnsQuestion(string Name, DnsRecordType Type)
{
    /// <summary>Whether the same is asked: names do not know upper case from lower (RFC 4343).</summary>
    public bool IsSame(DnsQuestion other) => Type == other.Type && DnsName.IsSame(Name, other.Name);

    public override string ToString() => $"{Type.ToString().ToUpperInvariant()} {Name}";
}
