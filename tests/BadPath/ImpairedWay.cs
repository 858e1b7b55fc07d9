using System.Buffers.Binary;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.BadPath;

/// <summary>One way through a relay: what waits in it, and the truth about what has passed. Its thread's alone until the relay is disposed.</summary>
internal sealed class ImpairedWay(Impairment impairment, int seed)
{
    /// <summary>How long one that is to be overtaken waits for the next: where none comes, it goes.</summary>
    private const long LongestHold = 100_000_000;

    private readonly ImpairmentDice _dice = new(impairment, seed);
    private readonly PriorityQueue<Waiting, (long Due, long Order)> _queue = new();
    private readonly List<ForwardedDatagram> _forwarded = [];
    private readonly List<ushort> _lost = [];
    private (Waiting Datagram, long Due, long Until)? _held;
    private long _latestDue;
    private long _lineFreeAt;
    private long _order;
    private int _taken;

    /// <summary>In the order of sending, copies included.</summary>
    public IReadOnlyList<ForwardedDatagram> Forwarded => _forwarded;

    /// <summary>Sequence numbers of those that were dropped.</summary>
    public IReadOnlyList<ushort> Lost => _lost;

    public void Take(ReadOnlySpan<byte> datagram, RealtimeStamp arrivedAt)
    {
        var sequence = datagram.Length < 4 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        var waiting = new Waiting(_taken++, sequence, arrivedAt, datagram.ToArray());
        var fate = _dice.Next();
        if (fate.IsLost || !TryQueue(arrivedAt.Nanoseconds, datagram.Length, out var throughLine))
        {
            _lost.Add(sequence);
            return;
        }

        var due = throughLine + ((long)fate.Delay.Ticks * TimeSpan.NanosecondsPerTick);
        if (fate.IsOvertaken && _held is null)
        {
            _held = (waiting, due, arrivedAt.Nanoseconds + LongestHold);
            return;
        }

        Enqueue(waiting, due);
        if (fate.IsDoubled)
            Enqueue(waiting with { IsCopy = true }, due);

        ReleaseHeld();
    }

    /// <summary>Sends what is due.</summary>
    public void Serve(Action<ReadOnlyMemory<byte>> send)
    {
        var now = RealtimeStamp.Now.Nanoseconds;
        if (_held is { } held && held.Until <= now)
            ReleaseHeld();

        while (_queue.TryPeek(out var next, out var at) && at.Due <= now)
        {
            _queue.Dequeue();
            var sentAt = RealtimeStamp.Now;
            send(next.Bytes);
            _forwarded.Add(new ForwardedDatagram(next.Number, next.Sequence, next.IsCopy, next.ArrivedAt, sentAt));
            now = RealtimeStamp.Now.Nanoseconds;
        }
    }

    /// <summary>When the next is due, in nanoseconds of CLOCK_REALTIME; null where none waits.</summary>
    public long? NextDue => _queue.TryPeek(out _, out var at) ? at.Due : null;

    private void ReleaseHeld()
    {
        if (_held is not { } held)
            return;

        _held = null;
        Enqueue(held.Datagram, held.Due);
    }

    private void Enqueue(Waiting datagram, long due)
    {
        _latestDue = Math.Max(due, _latestDue);
        _queue.Enqueue(datagram, (_latestDue, _order++));
    }

    private bool TryQueue(long arrived, int size, out long through)
    {
        through = arrived;
        if (impairment.BitRate is not { } rate)
            return true;

        var start = Math.Max(arrived, _lineFreeAt);
        if (start - arrived > impairment.LongestQueue.Ticks * TimeSpan.NanosecondsPerTick)
            return false;

        through = _lineFreeAt = start + (long)(8e9 * size / rate);
        return true;
    }

    private readonly record struct Waiting(
        int Number,
        ushort Sequence,
        RealtimeStamp ArrivedAt,
        ReadOnlyMemory<byte> Bytes,
        bool IsCopy = false
    );
}
