using System.Buffers.Binary;
using System.Text;

namespace Ringback.Protocols.Dns;

/// <summary>Why a resolver failed, in its own words (RFC 8914).</summary>
/// <param name="Code">Such as 6 for "DNSSEC bogus".</param>
/// <param name="Text">May be empty; of the peer.</param>
public readonly record struct DnsExtendedError(int Code, string Text)
{
    private const int Option = 15;

    /// <summary>Whether it speaks of signatures: indeterminate, bogus, expired, missing keys and the like (RFC 8914 §4).</summary>
    public bool IsOfDnssec => Code is 1 or 2 or (>= 5 and <= 12) or 25 or 27;

    /// <summary>For people: what the code means, and what the resolver adds.</summary>
    public override string ToString()
    {
        var meaning = Code switch
        {
            3 => "stale answer",
            6 => "DNSSEC bogus",
            7 => "signature expired",
            8 => "signature not yet valid",
            9 => "DNSKEY missing",
            10 => "RRSIGs missing",
            12 => "NSEC missing",
            15 => "blocked",
            16 => "censored",
            17 => "filtered",
            18 => "prohibited",
            20 => "not authoritative",
            22 => "no reachable authority",
            23 => "network error",
            _ => $"extended error {Code}",
        };
        return Text.Length == 0 ? meaning : $"{meaning}: {Text}";
    }

    /// <summary>The first among the options of an OPT record.</summary>
    internal static DnsExtendedError? Find(ReadOnlySpan<byte> options)
    {
        while (options.Length >= 4)
        {
            var code = BinaryPrimitives.ReadUInt16BigEndian(options);
            int size = BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            if (size > options.Length - 4)
                return null;

            var value = options.Slice(4, size);
            if (code == Option && size >= 2)
                return new(BinaryPrimitives.ReadUInt16BigEndian(value), Encoding.UTF8.GetString(value[2..]));

            options = options[(4 + size)..];
        }

        return null;
    }
}
