using Ringback.Protocols.Ntp;
using Ringback.Protocols.Ntp.Nts;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>A reply of a time server, with extension fields of NTS; and an answer of its key establishment.</summary>
internal sealed class NtpTarget : IFuzzTarget
{
    private static readonly AesSiv Key = new(new byte[AesSiv.KeySize]);

    private static readonly NtsRequest Request = new(
        new NtpRequest(new NtpTimestamp(0x0101010101010101)),
        new byte[NtsRequest.IdentifierSize],
        [1, 2, 3, 4],
        new byte[NtsRequest.NonceSize]
    );

    private static readonly byte[] Header =
    [
        0x24,
        2,
        6,
        0xe9,
        .. new byte[20],
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        .. new byte[16],
    ];

    private static readonly byte[] Identified = [.. Header, 1, 4, 0, 36, .. new byte[32]];

    public string Name => "ntp";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Header,
        [.. Identified, 4, 4, 0, 40, 0, 16, 0, 16, .. new byte[16], .. Key.Seal([], Identified, new byte[16])],
        [
            .. Identified,
            4,
            4,
            0,
            48,
            0,
            16,
            0,
            24,
            .. new byte[16],
            .. Key.Seal([2, 4, 0, 8, 1, 2, 3, 4], Identified, new byte[16]),
        ],
        [0x80, 1, 0, 2, 0, 0, 0x80, 4, 0, 2, 0, 15, 0, 5, 0, 4, 1, 2, 3, 4, 0x80, 7, 0, 2, 0, 123, 0x80, 0, 0, 0],
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [1, 4, 0, 36],
        [4, 4, 0, 40],
        [2, 4, 0, 8],
        [0x80, 0, 0, 0],
        [0, 5, 0, 4],
        [0xff, 0xff],
        "NTSN"u8.ToArray(),
    ];

    public void Try(ReadOnlySpan<byte> input)
    {
        if (NtpHeader.TryParse(input, out var header))
        {
            _ = new NtpExchange(header.Origin, header.Receive, header.Transmit, header.Reference).Offset;
            _ = header.RootDistance;
            _ = header.ReferenceId.ToString(header.Stratum);
            _ = header.Transmit.ToDateTimeOffset(DateTimeOffset.UnixEpoch);
        }

        if (Request.TryReadReply(input, Key, out _, out var cookies) && cookies.Count > NtsKeyRecords.MaxCookies)
            throw new InvalidOperationException("more cookies than anybody keeps");

        _ = NtsKeyRecords.TryRead(input, out var records);
        if (records is { Cookies.Count: > NtsKeyRecords.MaxCookies })
            throw new InvalidOperationException("more cookies than anybody keeps");
    }
}
