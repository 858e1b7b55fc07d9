using Ringback.Protocols.Dns;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>An answer of a resolver.</summary>
internal sealed class DnsTarget : IFuzzTarget
{
    private static readonly DnsQuery Query = new(0xabcd, new DnsQuestion("a.test", DnsRecordType.A));

    public string Name => "dns";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Query.ToBytes()!,
        Hex(
            "abcd81800001000200000000016104746573740000010001c00c000100010000012c0004c0000207c00c001c00010000000000100102030405060708090a0b0c0d0e0f10"
        ),
        Hex(
            "abcd81800001000100000000016104746573740000230001c00c002300010000003c0015000a00320173075349502b44325500045f736970c00c"
        ),
        Hex("abcd81820001000000000001016104746573740000010001" + "00002904d001000000000a000f00060006626f6f21"),
        Hex("abcd81800001000100000000016104746573740000210001c00c002100010000003c000d000a000513c403736970c00c"),
        Hex("abcd83800001000100000000016104746573740000100001c00c001000010000003c000c0b763d73706631202d616c6c"),
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0xc0, 0x0c],
        [0xff, 0xff],
        [0, 35, 0, 1],
        [0, 33, 0, 1],
        [0, 41],
        [0x3f],
    ];

    public void Try(ReadOnlySpan<byte> input)
    {
        _ = Query.TryReadAnswer(input, out _);
        if (!DnsMessage.TryParse(input, out var message))
            return;

        foreach (var answer in message.Answers)
        {
            // A name of 255 octets is at most 1,020 characters, however it points; a record has two, and its own bytes.
            if (answer.ToString().Length > 2 * 1020 + input.Length + 100)
                throw new InvalidOperationException("an answer is longer than its message could make it");
        }
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
