using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>A packet of RTP: its payload lies within what came.</summary>
internal sealed class RtpTarget : IFuzzTarget
{
    public string Name => "rtp";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0x80, 8, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4, .. new byte[160]],
        [0xb1, 0xe5, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4, 5, 6, 7, 8, 0xbe, 0xde, 0, 1, 1, 2, 3, 4, 9, 9, 0, 0, 0, 4],
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0x80, 8],
        [0xbe, 0xde, 0, 1],
        [0xff, 0xff],
    ];

    public void Try(ReadOnlySpan<byte> input)
    {
        if (RtpPacket.TryParse(input, out var packet))
            Text.Hold(packet.Payload.Length <= input.Length - 12, "the payload lies within the packet");

        _ = TelephoneEvent.TryParse(input, out _);
    }
}
