using Ringback.Protocols.WebSocket;

namespace Ringback.Tests.Unit.Protocols.WebSocket;

/// <summary>RFC 6455 §5.7, and every way to cut a stream.</summary>
public sealed class WebSocketFramerTests
{
    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    [Fact]
    public void A_clients_frames_are_those_of_the_standard()
    {
        Assert.Equal(
            "818537FA213D7F9F4D5158",
            Convert.ToHexString(WebSocketFrame.ToBytes(WebSocketOpcode.Text, "Hello"u8, Mask))
        );
        Assert.Equal("FE0100", Header(256));
        Assert.Equal("FF0000000000010000", Header(65536));

        static string Header(int size) =>
            Convert.ToHexString(
                WebSocketFrame.ToBytes(WebSocketOpcode.Binary, new byte[size], Mask).AsSpan(1, size > 65535 ? 9 : 3)
            );
    }

    [Fact]
    public void A_servers_frames_are_those_of_the_standard()
    {
        var framer = new WebSocketFramer();
        Feed(framer, Convert.FromHexString("810548656C6C6F" + "010348656C" + "80026C6F" + "890548656C6C6F"));

        Assert.Equal((WebSocketOpcode.Text, true, "48656C6C6F"), Take(framer));
        Assert.Equal((WebSocketOpcode.Text, false, "48656C"), Take(framer));
        Assert.Equal((WebSocketOpcode.Continuation, true, "6C6F"), Take(framer));
        Assert.Equal((WebSocketOpcode.Ping, true, "48656C6C6F"), Take(framer));
        Assert.False(framer.TryTake(out _));
    }

    [Fact]
    public void However_the_stream_is_cut_the_frames_are_the_same() =>
        Gen.Select(Gen.Int[0, 70_000].Array[1, 4], Gen.Int[1, 5000])
            .Sample(
                (sizes, part) =>
                {
                    var stream = sizes.SelectMany(Frame).ToArray();
                    var framer = new WebSocketFramer();
                    var taken = new List<int>();
                    foreach (var bytes in stream.Chunk(part))
                    {
                        Feed(framer, bytes);
                        while (framer.TryTake(out var frame))
                            taken.Add(frame.Payload.Length);
                    }

                    Assert.Equal(sizes, taken);
                },
                iter: 200
            );

    [Fact]
    public void No_bytes_make_it_throw_or_grow() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(bytes =>
            {
                var framer = new WebSocketFramer();
                Feed(framer, bytes);
                while (framer.TryTake(out _)) { }

                Assert.InRange(framer.Room().Length, 1, 16 * 1024);
            });

    private static byte[] Frame(int size)
    {
        byte[] header =
            size <= 125 ? [0x82, (byte)size]
            : size <= 65535 ? [0x82, 126, (byte)(size >> 8), (byte)size]
            : [0x82, 127, 0, 0, 0, 0, 0, (byte)(size >> 16), (byte)(size >> 8), (byte)size];
        return [.. header, .. new byte[size]];
    }

    private static void Feed(WebSocketFramer framer, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = framer.Room().Span;
            var part = Math.Min(room.Length, bytes.Length);
            bytes[..part].CopyTo(room);
            framer.Advance(part);
            bytes = bytes[part..];
        }
    }

    private static (WebSocketOpcode, bool, string) Take(WebSocketFramer framer)
    {
        Assert.True(framer.TryTake(out var frame));
        return (frame.Opcode, frame.IsFinal, Convert.ToHexString(frame.Payload.Span));
    }
}
