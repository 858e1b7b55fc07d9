using System.Text;

namespace Ringback.Protocols.Sip;

/// <summary>Cuts a stream into messages by their Content-Length, which TCP and TLS cannot do without (RFC 3261 §18.3).</summary>
/// <remarks>Holds what has arrived, never room for what a message promises; one that promises too much ends the stream.</remarks>
public sealed class SipStreamFramer
{
    /// <summary>Of a start line and its headers.</summary>
    public const int MaxHeadSize = 32 * 1024;

    private const int LeastRoom = 4096;

    private byte[] _buffer = new byte[LeastRoom];
    private int _start;
    private int _end;
    private int _searched;

    /// <summary>Keep-alives that asked for an answer: two line ends between messages (RFC 5626 §3.5.1).</summary>
    public int Pings { get; private set; }

    /// <summary>Where the next bytes belong; never empty.</summary>
    public Memory<byte> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_end, _searched, _start) = (_end - _start, _searched - _start, 0);
        }

        if (_buffer.Length - _end < LeastRoom)
            Array.Resize(ref _buffer, _buffer.Length * 2);

        return _buffer.AsMemory(_end);
    }

    /// <summary>So many bytes were written into <see cref="Room"/>.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Not none where the stream can be cut no more: it is of no further use.</summary>
    public SipFault Fault { get; private set; }

    /// <summary>The head of the message that broke the stream, where it had one; valid until the next <see cref="Room"/>.</summary>
    public ReadOnlyMemory<byte> Broken { get; private set; }

    /// <param name="message">Valid until the next <see cref="Room"/>.</param>
    /// <returns>False where no whole message has arrived yet, or the stream is broken.</returns>
    public bool TryTake(out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (Fault != SipFault.None)
            return false;

        SkipKeepAlives();
        var arrived = _buffer.AsSpan(_start.._end);
        var from = Math.Max(0, _searched - _start - 3);
        var found = arrived[from..].IndexOf("\r\n\r\n"u8);
        _searched = _end;
        var headSize = found < 0 ? arrived.Length : from + found + 4;
        if (headSize > MaxHeadSize)
            Fault = new(SipFaultKind.TooLarge);

        if (found < 0 || Fault != SipFault.None)
            return false;

        // The empty line is found again when more of the body has come.
        _searched = _start + headSize - 1;
        Fault = FindLength(arrived[..headSize], out var bodySize);
        if (Fault == SipFault.None && headSize + bodySize > SipMessage.MaxSize)
            Fault = new(SipFaultKind.TooLarge);

        if (Fault != SipFault.None)
            Broken = _buffer.AsMemory(_start, headSize);

        var size = headSize + bodySize;
        if (Fault != SipFault.None || size > arrived.Length)
            return false;

        message = _buffer.AsMemory(_start, size);
        _start += size;
        _searched = _start;
        return true;
    }

    private void SkipKeepAlives()
    {
        while (_buffer.AsSpan(_start.._end).StartsWith("\r\n"u8))
        {
            var isPing = _buffer.AsSpan(_start.._end).StartsWith("\r\n\r\n"u8);
            Pings += isPing ? 1 : 0;
            _start += isPing ? 4 : 2;
        }

        _searched = Math.Max(_searched, _start);
    }

    /// <summary>The one length that all of its Content-Length headers name; a message without one has no end.</summary>
    private static SipFault FindLength(ReadOnlySpan<byte> head, out int length)
    {
        length = 0;
        var broken = new SipFault(SipFaultKind.ContentLength, SipHeaderNames.ContentLength);
        long? promised = null;
        while (head.IndexOf("\r\n"u8) is >= 0 and var lineEnd)
        {
            var line = head[..lineEnd];
            head = head[(lineEnd + 2)..];
            if (!IsContentLength(line, out var colon))
                continue;

            var value = line[(colon + 1)..];
            if (value.Trim(" \t"u8).IsEmpty && head.Length > 0 && head[0] is (byte)' ' or (byte)'\t')
                value = head[..Math.Max(0, head.IndexOf("\r\n"u8))];

            var cursor = new SipCursor(Encoding.Latin1.GetString(value.Trim(" \t"u8)));
            if (!cursor.TryTakeNumber(uint.MaxValue, out var number) || !cursor.AtEnd || (promised ?? number) != number)
                return broken;

            promised = number;
        }

        if (promised is not { } size)
            return broken;

        length = (int)Math.Min(size, SipMessage.MaxSize);
        return size > SipMessage.MaxSize ? new(SipFaultKind.TooLarge) : SipFault.None;
    }

    private static bool IsContentLength(ReadOnlySpan<byte> line, out int colon)
    {
        colon = line.IndexOf((byte)':');
        if (colon < 1)
            return false;

        var name = line[..colon].TrimEnd(" \t"u8);
        return Ascii.EqualsIgnoreCase(name, "Content-Length"u8) || Ascii.EqualsIgnoreCase(name, "l"u8);
    }
}
