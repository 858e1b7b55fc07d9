using System.Buffers.Binary;

namespace Ringback.Protocols.WebSocket;

/// <summary>Cuts what a server sends into frames (RFC 6455 §5). Never throws.</summary>
/// <remarks>The buffer grows with what has come, never by a length that the peer only claims.</remarks>
public sealed class WebSocketFramer
{
    /// <summary>Of a frame's payload.</summary>
    public const int MaxPayload = 1024 * 1024;

    private const int LeastRoom = 4096;

    private byte[] _buffer = new byte[LeastRoom];
    private int _start;
    private int _end;

    /// <summary>Why nothing more can be cut from the stream.</summary>
    public WebSocketFrameFault Fault { get; private set; }

    /// <summary>Where the next bytes go; what was taken before is not valid any more.</summary>
    public Memory<byte> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_buffer.Length - _end < LeastRoom)
            Array.Resize(ref _buffer, _buffer.Length * 2);

        return _buffer.AsMemory(_end);
    }

    public void Advance(int count) => _end += count;

    /// <summary>The next whole frame; its payload is valid until <see cref="Room"/> is called.</summary>
    public bool TryTake(out WebSocketFrame frame)
    {
        frame = default;
        var bytes = _buffer.AsSpan(_start, _end - _start);
        if (Fault != WebSocketFrameFault.None || !TryReadHeader(bytes, out var header, out var size))
            return false;

        if (bytes.Length < header + size)
            return false;

        frame = new(
            (WebSocketOpcode)(bytes[0] & 0x0F),
            (bytes[0] & 0x80) != 0,
            _buffer.AsMemory(_start + header, size)
        );
        _start += header + size;
        return true;
    }

    private bool TryReadHeader(ReadOnlySpan<byte> bytes, out int header, out int size)
    {
        (header, size) = (2, 0);
        if (bytes.Length < header)
            return false;

        var opcode = bytes[0] & 0x0F;
        var isControl = (opcode & 8) != 0;
        if ((bytes[0] & 0x70) != 0)
            return Fail(WebSocketFrameFault.Reserved);

        if (opcode is not (0 or 1 or 2 or 8 or 9 or 10))
            return Fail(WebSocketFrameFault.Opcode);

        if ((bytes[1] & 0x80) != 0)
            return Fail(WebSocketFrameFault.Masked);

        size = bytes[1] & 0x7F;
        if (isControl && (size > WebSocketFrame.MaxControlSize || (bytes[0] & 0x80) == 0))
            return Fail(WebSocketFrameFault.Control);

        if (size == 126)
        {
            header = 4;
            if (bytes.Length < header)
                return false;

            size = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (size == 127)
        {
            header = 10;
            if (bytes.Length < header)
                return false;

            var claimed = BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
            size = (int)Math.Min(claimed, int.MaxValue);
        }

        return size <= MaxPayload || Fail(WebSocketFrameFault.TooLong);
    }

    private bool Fail(WebSocketFrameFault fault)
    {
        Fault = fault;
        return false;
    }
}

public enum WebSocketFrameFault
{
    None,

    /// <summary>A bit is set that belongs to an extension, and none was agreed on.</summary>
    Reserved,

    /// <summary>No such kind of frame.</summary>
    Opcode,

    /// <summary>Only clients mask.</summary>
    Masked,

    /// <summary>A ping, pong or close that is too long or in pieces.</summary>
    Control,

    /// <summary>Longer than <see cref="WebSocketFramer.MaxPayload"/>.</summary>
    TooLong,
}
