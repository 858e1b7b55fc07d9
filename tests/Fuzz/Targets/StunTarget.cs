using Ringback.Protocols.Stun;
using Ringback.Protocols.Turn;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>A datagram of STUN or TURN.</summary>
internal sealed class StunTarget : IFuzzTarget
{
    public string Name => "stun";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, .. new byte[12]],
        [1, 1, 0, 12, 0x21, 0x12, 0xa4, 0x42, .. new byte[12], 0, 0x20, 0, 8, 0, 1, 0, 80, 1, 2, 3, 4],
        [0x40, 0, 0, 4, 1, 2, 3, 4],
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0x21, 0x12, 0xa4, 0x42],
        [0, 0x20, 0, 8],
        [0x80, 0x28, 0, 4],
        [0, 9, 0, 4],
    ];

    public void Try(ReadOnlySpan<byte> input)
    {
        _ = StunMessage.TryParse(input, out _);
        _ = TurnChannelData.TryParse(input, out _);
    }
}
