using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>A TCP connection that knows when the kernel got what was last read from it.</summary>
/// <remarks>
/// Between the kernel and a continuation on the thread pool lie milliseconds on a busy machine: they are this worker's, not
/// the peer's. The kernel stamps what comes in (SO_TIMESTAMPNS); of several packets read at once it tells the last one's.
/// </remarks>
internal sealed class StampedStream : NetworkStream
{
    /// <summary>Longer than this nothing waits in a socket of ours: the wall clock was set.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private const int MaxTries = 8;
    private static readonly TimeSpan TightEnough = TimeSpan.FromMicroseconds(20);

    private readonly TimeProvider _time;

    /// <param name="socket">Connected; it is the stream's from now on.</param>
    public StampedStream(Socket socket, TimeProvider time)
        : base(socket, ownsSocket: true)
    {
        _time = time;
        var on = 1;
        socket.SetRawSocketOption(
            ControlMessages.SocketLevel,
            ControlMessages.Timestamp,
            MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on))
        );
    }

    /// <summary>When the last bytes came that were read, as a timestamp of the <see cref="TimeProvider"/>.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>The same as the kernel stamped it, by CLOCK_REALTIME; our own clock where there was no stamp to be believed.</summary>
    public RealtimeStamp StampedAt { get; private set; }

    /// <summary>When the last bytes were given to the kernel that were written.</summary>
    public long SentAt { get; private set; }

    /// <summary>How long it took to give them: the bound of the error of <see cref="SentAt"/>.</summary>
    public TimeSpan SendError { get; private set; }

    /// <summary>When the first were; null before.</summary>
    public long? FirstSentAt { get; private set; }

    /// <inheritdoc cref="SendError"/>
    public TimeSpan FirstSendError { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryReceive(buffer.Span, out var count))
                return count;

            await WaitAsync(cancellationToken);
        }

        return await base.ReadAsync(buffer, cancellationToken);
    }

    /// <summary>Blocks: for a protocol that has a thread of its own.</summary>
    public override int Read(Span<byte> buffer)
    {
        int count;
        while (!TryReceive(buffer, out count))
            Socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>The other one, of spans, comes here.</summary>
    public override void Write(byte[] buffer, int offset, int count)
    {
        var started = _time.GetTimestamp();
        base.Write(buffer, offset, count);
        Sent(started, started);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var started = _time.GetTimestamp();
        var writing = base.WriteAsync(buffer, cancellationToken);
        if (!writing.IsCompletedSuccessfully)
            return FinishAsync(writing, started);

        // The kernel took it at once: it left then, whatever kept us from going on since.
        Sent(started, started);
        return writing;
    }

    private async ValueTask FinishAsync(ValueTask writing, long started)
    {
        await writing;
        Sent(started, _time.GetTimestamp());
    }

    /// <param name="started">Nothing left before.</param>
    /// <param name="at">When it is said to have left.</param>
    private void Sent(long started, long at)
    {
        (SentAt, SendError) = (at, _time.GetElapsedTime(started));
        if (FirstSentAt is null)
            (FirstSentAt, FirstSendError) = (at, SendError);
    }

    /// <summary>Until there is something to read, or an error to report.</summary>
    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private unsafe bool TryReceive(Span<byte> buffer, out int count)
    {
        const int ControlSize = 128;
        byte* control = stackalloc byte[ControlSize];
        fixed (byte* bytes = buffer)
        {
            var vector = new Libc.IoVector { Base = bytes, Length = (nuint)buffer.Length };
            Libc.MessageHeader message;
            nint length;
            do
            {
                message = new Libc.MessageHeader
                {
                    Vectors = &vector,
                    VectorCount = 1,
                    Control = control,
                    ControlLength = ControlSize,
                };
                length = Libc.ReceiveMessage(Socket.SafeHandle, &message, Libc.MessageDontWait);
            } while (length < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);

            count = (int)length;
            if (length < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                return error == Libc.TryAgain ? false : throw Broken(error);
            }

            Stamp(ControlMessages.Read(new ReadOnlySpan<byte>(control, (int)message.ControlLength)).ReceivedAt);
            return true;
        }
    }

    private void Stamp(RealtimeStamp? receivedAt)
    {
        var (now, realtime) = ReadBoth();
        var waited = receivedAt is { } stamp ? realtime - stamp : TimeSpan.Zero;
        if (waited < TimeSpan.Zero || waited > LongestWait)
            (waited, receivedAt) = (TimeSpan.Zero, null);

        StampedAt = receivedAt ?? realtime;
        ArrivedAt = now - (long)(waited.TotalSeconds * _time.TimestampFrequency);
    }

    /// <summary>
    /// Both clocks at one moment: the tightest of a few readings. A thread that is taken off its core between the two would put an arrival too
    /// early by as much.
    /// </summary>
    private (long Now, RealtimeStamp Realtime) ReadBoth()
    {
        var (best, now, realtime) = (TimeSpan.MaxValue, 0L, default(RealtimeStamp));
        for (var i = 0; i < MaxTries && best > TightEnough; i++)
        {
            var before = _time.GetTimestamp();
            var wall = RealtimeStamp.Now;
            var after = _time.GetTimestamp();
            var width = _time.GetElapsedTime(before, after);
            if (width < best)
                (best, now, realtime) = (width, before + ((after - before) / 2), wall);
        }

        return (now, realtime);
    }

    private static IOException Broken(int error)
    {
        var inner = new SocketException((int)SocketErrno.ToSocketError(error));
        return new IOException(inner.Message, inner);
    }
}
