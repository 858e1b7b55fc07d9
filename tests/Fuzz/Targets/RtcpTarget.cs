using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>A datagram of RTCP: each of its packets can be read for what it may be.</summary>
internal sealed class RtcpTarget : IFuzzTarget
{
    public string Name => "rtcp";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0x80, 200, 0, 6, 0, 0, 0, 7, .. new byte[20], 0x81, 202, 0, 2, 0, 0, 0, 7, 1, 1, (byte)'a', 0],
        [0x81, 201, 0, 7, 0, 0, 0, 7, .. new byte[24], 0x81, 203, 0, 1, 0, 0, 0, 7],
        [0x80, 201, 0, 1, 0, 0, 0, 7, 0x80, 207, 0, 10, 0, 0, 0, 7, 7, 0, 0, 8, .. new byte[32]],
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0x80, 201, 0, 1],
        [0x80, 207, 0, 10],
        [0, 0, 0, 7],
        [0xff, 0xff],
    ];

    public void Try(ReadOnlySpan<byte> input)
    {
        if (!RtcpCompound.TryParse(input, out var compound))
            return;

        foreach (var packet in compound)
        {
            _ = RtcpReport.TryParse(packet, out _);
            _ = RtcpSourceDescription.TryFindName(packet, 7, out _);
            _ = RtcpExtendedReport.TryFind(packet, 7, out _);
        }
    }
}
