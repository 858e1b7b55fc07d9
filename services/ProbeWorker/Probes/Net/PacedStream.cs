using System.Net.Sockets;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Writes one packet of a stream.</summary>
/// <param name="index">From 0.</param>
/// <param name="packet">Room of the stream's packet size.</param>
/// <returns>Bytes written; 0 to send nothing in its place.</returns>
internal delegate int PacketWriter(int index, Span<byte> packet);

/// <summary>A stream that a <see cref="PacedSender"/> has taken on. Touched by that sender's thread alone.</summary>
internal sealed class PacedStream(
    DatagramSocket socket,
    PacketWriter write,
    int maxPacketSize,
    long interval,
    int count,
    CancellationToken stop
)
{
    private readonly TaskCompletionSource<IReadOnlyList<PacedSending>> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly PacedSending[] _sendings = new PacedSending[count];
    private readonly byte[] _packet = new byte[maxPacketSize];
    private long _start;
    private int _next;

    public Task<IReadOnlyList<PacedSending>> Completion => _done.Task;

    /// <summary>When its next packet is due, in nanoseconds of the monotonic clock.</summary>
    public long Due => _start + (_next * interval);

    public void StartAt(long monotonic) => _start = monotonic;

    /// <summary>Sends the packet that is due.</summary>
    /// <returns>Whether there is another.</returns>
    public bool SendNext()
    {
        if (stop.IsCancellationRequested)
        {
            _done.TrySetCanceled(stop);
            return false;
        }

        try
        {
            var length = write(_next, _packet);
            var lateness = Math.Max(0, KernelClock.Monotonic - Due);
            if (length == 0)
            {
                _sendings[_next++] = PacedSending.Withheld(RealtimeStamp.Now);
                return GoOn();
            }

            var error = socket.TrySend(_packet.AsSpan(0, length), out var sentAt);

            // What was refused is an earlier packet; the report took the place of this one's sending.
            if (error == SocketError.ConnectionRefused)
                error = socket.TrySend(_packet.AsSpan(0, length), out sentAt);

            var late = TimeSpan.FromTicks(lateness / TimeSpan.NanosecondsPerTick);
            _sendings[_next++] = new PacedSending(sentAt, late, length, error);
        }
        catch (Exception e)
        {
            // The thread serves other streams too: the error belongs to who waits for this one.
            _done.TrySetException(e);
            return false;
        }

        return GoOn();
    }

    private bool GoOn()
    {
        if (_next < count)
            return true;

        _done.TrySetResult(_sendings);
        return false;
    }
}
