using System.Buffers.Binary;

namespace Ringback.Protocols.WebSocket;

/// <summary>One frame (RFC 6455 §5.2).</summary>
/// <param name="IsFinal">Whether the message ends with it.</param>
public readonly record struct WebSocketFrame(WebSocketOpcode Opcode, bool IsFinal, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Of the payload of a ping, a pong or a close (§5.5).</summary>
    public const int MaxControlSize = 125;

    /// <summary>Of the header, mask included.</summary>
    public const int MaxHeaderSize = 14;

    /// <summary>A whole message or a control frame as a client sends it: masked (§5.3).</summary>
    /// <param name="mask">Four bytes that the peer cannot guess.</param>
    public static byte[] ToBytes(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> mask)
    {
        Span<byte> header = stackalloc byte[MaxHeaderSize];
        header[0] = (byte)(0x80 | (byte)opcode);
        var size = 2;
        if (payload.Length <= MaxControlSize)
        {
            header[1] = (byte)(0x80 | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            header[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payload.Length);
            size += 2;
        }
        else
        {
            header[1] = 0x80 | 127;
            BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)payload.Length);
            size += 8;
        }

        mask[..4].CopyTo(header[size..]);
        size += 4;
        var bytes = new byte[size + payload.Length];
        header[..size].CopyTo(bytes);
        for (var i = 0; i < payload.Length; i++)
            bytes[size + i] = (byte)(payload[i] ^ mask[i & 3]);

        return bytes;
    }
}

public enum WebSocketOpcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
