using System.Buffers.Binary;

namespace Ringback.Protocols.Dns;

/// <summary>One question to a resolver (RFC 1035), with room for a longer answer (EDNS, RFC 6891).</summary>
/// <param name="Id">Random: only who saw the question can give it back.</param>
public readonly record struct DnsQuery(ushort Id, DnsQuestion Question)
{
    /// <summary>Of any query, in bytes.</summary>
    public const int MaxSize = HeaderSize + DnsName.MaxSize + 4 + OptSize;

    /// <summary>What fits through any network without fragments (DNS flag day 2020): longer answers come over TCP.</summary>
    public const int MaxAnswerSize = 1232;

    private const int HeaderSize = 12;
    private const int OptSize = 11; // the root (1), type (2), size (2), flags (4), length of options (2)
    private const ushort RecursionDesired = 0x0100;
    private const ushort AuthenticData = 0x0020;
    private const ushort ClassIn = 1;

    /// <summary>Asks the resolver to say whether the answer is proven by DNSSEC (RFC 6840 §5.7).</summary>
    public bool WantsAuthenticData { get; init; }

    /// <returns>Null where the name cannot be asked for.</returns>
    public byte[]? ToBytes()
    {
        Span<byte> query = stackalloc byte[MaxSize];
        query.Clear();
        if (!DnsName.TryWrite(Question.Name, query[HeaderSize..(HeaderSize + DnsName.MaxSize)], out var length))
            return null;

        BinaryPrimitives.WriteUInt16BigEndian(query, Id);
        var flags = WantsAuthenticData ? RecursionDesired | AuthenticData : RecursionDesired;
        BinaryPrimitives.WriteUInt16BigEndian(query[2..], (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(query[4..], 1); // questions
        BinaryPrimitives.WriteUInt16BigEndian(query[10..], 1); // additional records: the OPT
        var rest = query[(HeaderSize + length)..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)Question.Type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], ClassIn);
        BinaryPrimitives.WriteUInt16BigEndian(rest[5..], (ushort)DnsRecordType.Opt); // of the root, whose name is one zero
        BinaryPrimitives.WriteUInt16BigEndian(rest[7..], MaxAnswerSize);
        return query[..(HeaderSize + length + 4 + OptSize)].ToArray();
    }

    /// <summary>Reads the answer to this query.</summary>
    /// <returns><see langword="false"/> for anything else: no DNS, another id, or an answer to another question.</returns>
    public bool TryReadAnswer(ReadOnlySpan<byte> message, out DnsMessage answer) =>
        DnsMessage.TryParse(message, out answer)
        && answer.IsResponse
        && answer.Id == Id
        && (answer.Question is { } asked ? asked.IsSame(Question) : answer.Code == DnsResponseCode.FormatError);
}
