using Ringback.Protocols.WebSocket;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>A stream of a WebSocket server: frames are cut from it, and no length that it claims takes memory.</summary>
internal sealed class WebSocketFramesTarget : IFuzzTarget
{
    public string Name => "websocket-frames";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0x81, 5, .. "Hello"u8],
        [0x01, 3, .. "Hel"u8, 0x80, 2, .. "lo"u8, 0x89, 0, 0x88, 2, 3, 0xE8],
        [0x82, 126, 1, 0, .. new byte[256]],
        [0x82, 127, 0, 0, 0, 0, 0, 0, 1, 0, .. new byte[256]],
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0x8A, 0],
        [126, 0xFF, 0xFF],
        [127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    public void Try(ReadOnlySpan<byte> input)
    {
        var framer = new WebSocketFramer();
        var taken = 0;
        for (var rest = input; !rest.IsEmpty; )
        {
            var room = framer.Room().Span;
            if (room.Length > 4 * (input.Length + 4096))
                throw new InvalidOperationException("takes more memory than came");

            var part = Math.Min(room.Length, rest.Length);
            rest[..part].CopyTo(room);
            framer.Advance(part);
            rest = rest[part..];
            while (framer.TryTake(out var frame))
                taken += 2 + frame.Payload.Length;
        }

        if (taken > input.Length)
            throw new InvalidOperationException("gives out more than came");
    }
}
