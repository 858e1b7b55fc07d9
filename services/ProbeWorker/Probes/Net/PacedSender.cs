using System.Collections.Concurrent;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Sends packets of many streams at their planned instants, from a thread of its own (Linux only).</summary>
/// <remarks>
/// Timers of the thread pool are off by milliseconds and more under load. This thread sleeps on an absolute clock with
/// 1 ns of slack, in the real-time class where the system lets it (CAP_SYS_NICE), else like any other. What lateness is left
/// is reported with each packet, so that nobody takes it for the target's jitter.
/// </remarks>
internal sealed class PacedSender : IDisposable
{
    private const int FifoPriority = 20;

    /// <summary>In nanoseconds: the longest sleep, so that a new stream is noticed before its first packet is due.</summary>
    private const long LongestSleep = 5_000_000;

    private const long LeadTime = 2 * LongestSleep;

    private readonly ConcurrentQueue<PacedStream> _arrivals = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lazy<Thread> _thread;

    public PacedSender() => _thread = new Lazy<Thread>(Start);

    /// <summary>Sends <paramref name="count"/> packets, the first in about 10 ms, each an interval after the one before.</summary>
    /// <param name="socket">Connected. Not disposed here, and not to be before the task has ended.</param>
    /// <param name="write">Called on the pacing thread, just before its packet is due: it must be quick.</param>
    /// <param name="maxPacketSize">Room that it gets, in bytes.</param>
    /// <param name="stop">Ends the stream before its next packet; the task is then cancelled.</param>
    /// <returns>One entry a packet. Errors of sending are in the entries: a stream goes on through them.</returns>
    public Task<IReadOnlyList<PacedSending>> SendAsync(
        DatagramSocket socket,
        PacketWriter write,
        int maxPacketSize,
        TimeSpan interval,
        int count,
        CancellationToken stop
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        var nanoseconds = interval.Ticks * TimeSpan.NanosecondsPerTick;
        var stream = new PacedStream(socket, write, maxPacketSize, nanoseconds, count, stop);
        stream.StartAt(KernelClock.Monotonic + LeadTime);
        _ = _thread.Value;
        _arrivals.Enqueue(stream);
        _arrived.Release();
        return stream.Completion;
    }

    /// <summary>Ends the thread. Streams still under way are left where they are: cancel them first.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        if (_thread.IsValueCreated)
            _thread.Value.Join();

        _arrived.Dispose();
        _disposed.Dispose();
    }

    private Thread Start()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Paced sending needs Linux.");

        var thread = new Thread(Run) { IsBackground = true, Name = "paced-sender" };
        thread.Start();
        return thread;
    }

    private void Run()
    {
        RaisePriority();
        var streams = new PriorityQueue<PacedStream, long>();
        try
        {
            while (!_disposed.IsCancellationRequested)
            {
                if (streams.Count == 0)
                    _arrived.Wait(_disposed.Token);

                while (_arrivals.TryDequeue(out var stream))
                    streams.Enqueue(stream, stream.Due);

                Serve(streams);
            }
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // Disposed while idle: the thread's only way out of its wait.
            return;
        }
    }

    private static void Serve(PriorityQueue<PacedStream, long> streams)
    {
        if (!streams.TryPeek(out var stream, out var due))
            return;

        var now = KernelClock.Monotonic;
        if (due > now)
            KernelClock.SleepUntil(Math.Min(due, now + LongestSleep));
        else if (stream.SendNext())
            streams.DequeueEnqueue(stream, stream.Due);
        else
            streams.Dequeue();
    }

    private static unsafe void RaisePriority()
    {
        var priority = FifoPriority;
        _ = Libc.ControlThread(Libc.SetTimerSlack, 1, 0, 0, 0);

        // Refused without CAP_SYS_NICE: then it is a thread like any other, and lateness tells.
        _ = Libc.SetScheduler(0, Libc.SchedulerFifo, &priority);
    }
}
