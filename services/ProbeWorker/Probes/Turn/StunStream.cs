using System.Buffers.Binary;
using System.Net;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>STUN over TCP or TLS (RFC 8489 §6.2.2): each message says itself how long it is.</summary>
/// <remarks>What came of a message when a wait was given up is kept for the next.</remarks>
/// <param name="stream">Connected; closed at the end.</param>
/// <param name="receivedAt">When the kernel got what was read last.</param>
internal sealed class StunStream(Stream stream, Func<RealtimeStamp> receivedAt, IPEndPoint remote) : IMessageChannel
{
    private const int HeaderSize = 20;

    private readonly byte[] _pending = new byte[HeaderSize + ushort.MaxValue];
    private int _filled;

    public async ValueTask<RealtimeStamp> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var sentAt = RealtimeStamp.Now;
        await stream.WriteAsync(message, cancellationToken);
        return sentAt;
    }

    /// <exception cref="JudgedException">What comes is no STUN.</exception>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    public async ValueTask<Datagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_filled < HeaderSize || _filled < Size(buffer.Length))
        {
            var read = await stream.ReadAsync(_pending.AsMemory(_filled), cancellationToken);
            _filled += read > 0 ? read : throw new EndOfStreamException();
        }

        var size = Size(buffer.Length);
        _pending.AsMemory(0, size).CopyTo(buffer);
        _filled -= size;
        _pending.AsSpan(size, _filled).CopyTo(_pending);
        return new Datagram(size, remote, receivedAt(), 0, null, null, false);
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Of the message that begins here. The first two bits of STUN are zero; channels, which have a one there, we bind none.</summary>
    private int Size(int most)
    {
        var size = HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(_pending.AsSpan(2));
        return _pending[0] < 0x40 && size <= most
            ? size
            : throw new JudgedException(
                Judgement.Down(Reason.ProtocolError, "The server speaks something else than STUN.")
            );
    }
}
