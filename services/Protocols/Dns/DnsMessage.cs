using System.Buffers.Binary;

namespace Ringback.Protocols.Dns;

/// <summary>A message as a resolver sends it (RFC 1035 §4): its header, its question, its answers.</summary>
public sealed record DnsMessage
{
    /// <summary>Of all sections together: who sends more is not read.</summary>
    public const int MaxRecords = 1024;

    private const int HeaderSize = 12;

    public required ushort Id { get; init; }

    public required bool IsResponse { get; init; }

    /// <summary>AA: the answer is of a server of the zone itself.</summary>
    public required bool IsAuthoritative { get; init; }

    /// <summary>TC: there is more than fitted; ask over TCP.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>AD: the resolver has proven the answer by DNSSEC (RFC 4035 §3.2.3).</summary>
    public required bool IsAuthentic { get; init; }

    public required DnsResponseCode Code { get; init; }

    /// <summary>Null where there is none.</summary>
    public DnsQuestion? Question { get; init; }

    /// <summary>In the order of the message.</summary>
    public IReadOnlyList<DnsRecord> Answers { get; init; } = [];

    public DnsExtendedError? ExtendedError { get; init; }

    /// <summary>Reads a message.</summary>
    /// <returns>
    /// <see langword="false"/> where it is none: cut short, with more than one question, or more records than anybody sends.
    /// Of one that says itself that it was cut, the records up to there count.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out DnsMessage message)
    {
        message = null!;
        if (source.Length < HeaderSize)
            return false;

        var flags = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        var (questions, answers) = (Count(source, 4), Count(source, 6));
        var others = Count(source, 8) + Count(source, 10);
        var at = HeaderSize;
        if (
            questions > 1
            || answers + others > MaxRecords
            || !TryReadQuestion(source, questions, ref at, out var asked)
        )
            return false;

        var truncated = (flags & 0x0200) != 0;
        var records = new List<DnsRecord>();
        var code = flags & 0xF;
        DnsExtendedError? error = null;
        for (var i = 0; i < answers + others; i++)
        {
            if (!TryReadRecord(source, ref at, i < answers, out var record))
            {
                if (truncated)
                    break;

                return false;
            }

            if (record.Data is not null)
                records.Add(new DnsRecord(record.Name, record.Type, Lifetime(record.TimeToLive), record.Data));
            else if (record.Type == DnsRecordType.Opt && i >= answers)
            {
                code |= (int)(record.TimeToLive >> 24) << 4; // the upper bits of the code (RFC 6891 §6.1.3)
                error ??= DnsExtendedError.Find(source[record.Options]);
            }
        }

        message = new DnsMessage
        {
            Id = BinaryPrimitives.ReadUInt16BigEndian(source),
            IsResponse = (flags & 0x8000) != 0,
            IsAuthoritative = (flags & 0x0400) != 0,
            IsTruncated = truncated,
            IsAuthentic = (flags & 0x0020) != 0,
            Code = (DnsResponseCode)code,
            Question = asked,
            Answers = records,
            ExtendedError = error,
        };
        return true;
    }

    private static int Count(ReadOnlySpan<byte> source, int at) => BinaryPrimitives.ReadUInt16BigEndian(source[at..]);

    /// <summary>A lifetime with its highest bit set is none (RFC 2181 §8).</summary>
    private static TimeSpan Lifetime(uint seconds) =>
        seconds > int.MaxValue ? TimeSpan.Zero : TimeSpan.FromSeconds(seconds);

    private static bool TryReadQuestion(ReadOnlySpan<byte> source, int count, ref int at, out DnsQuestion? question)
    {
        question = null;
        if (count == 0)
            return true;

        if (!DnsName.TryRead(source, ref at, out var name) || source.Length - at < 4)
            return false;

        question = new DnsQuestion(name, (DnsRecordType)Count(source, at));
        at += 4;
        return true;
    }

    private static bool TryReadRecord(ReadOnlySpan<byte> source, ref int at, bool isAnswer, out Raw record)
    {
        const int Fixed = 10;
        record = default;
        if (!DnsName.TryRead(source, ref at, out var name) || source.Length - at < Fixed)
            return false;

        var type = (DnsRecordType)Count(source, at);
        var lifetime = BinaryPrimitives.ReadUInt32BigEndian(source[(at + 4)..]);
        var start = at + Fixed;
        var end = start + Count(source, at + 8);
        if (end > source.Length)
            return false;

        DnsData? data = null;
        if (isAnswer && !DnsDataReader.TryRead(source[..end], start, type, out data))
            return false;

        at = end;
        record = new Raw(name, type, lifetime, start..end, data);
        return true;
    }

    private readonly record struct Raw(string Name, DnsRecordType Type, uint TimeToLive, Range Options, DnsData? Data);
}
