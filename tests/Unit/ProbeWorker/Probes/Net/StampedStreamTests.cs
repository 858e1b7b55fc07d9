using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public sealed class StampedStreamTests
{
    private static readonly TimeSpan Dawdling = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Two clocks are read for each arrival, and a busy machine takes the thread off its core between them.</summary>
    [Fact]
    public async Task A_pause_between_two_clocks_puts_nothing_before_it_was_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, Cancel);
        using var peer = await listener.AcceptSocketAsync(Cancel);
        var time = new PausingTime { Pauses = 3, Pause = Dawdling };
        await using var stream = new StampedStream(socket, time);

        var sent = TimeProvider.System.GetTimestamp();
        await peer.SendAsync("now"u8.ToArray(), Cancel);
        await stream.ReadExactlyAsync(new byte[3], Cancel);

        Assert.Equal(0, time.Pauses);
        Assert.InRange(stream.ArrivedAt, sent, TimeProvider.System.GetTimestamp());
    }

    /// <summary>When bytes left is known from two sides: our clock before they were given to the kernel, and after.</summary>
    [Fact]
    public async Task What_we_took_to_send_is_the_bound_of_the_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, Cancel);
        var time = new PausingTime { Pauses = 1, Pause = Dawdling };
        await using var stream = new StampedStream(socket, time);

        await stream.WriteAsync("late"u8.ToArray(), Cancel);
        var first = stream.SentAt;
        await stream.WriteAsync("more"u8.ToArray(), Cancel);

        Assert.True(stream.FirstSendError >= Dawdling);
        Assert.Equal(first, stream.FirstSentAt);
        Assert.InRange(stream.SentAt, first, TimeProvider.System.GetTimestamp());
    }

    /// <summary>The system's clock, whose readings are old by the time they are handed over, for the first few.</summary>
    private sealed class PausingTime : TimeProvider
    {
        public required TimeSpan Pause { get; init; }

        public int Pauses { get; set; }

        public override long GetTimestamp()
        {
            var read = base.GetTimestamp();
            if (Pauses > 0)
            {
                Pauses--;
                SpinWait.SpinUntil(() => GetElapsedTime(read, base.GetTimestamp()) >= Pause);
            }

            return read;
        }
    }

    [Fact]
    public async Task What_lay_in_the_kernel_has_the_time_at_which_it_came_and_not_of_its_reading()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, Cancel);
        using var peer = await listener.AcceptSocketAsync(Cancel);
        await using var stream = new StampedStream(socket, TimeProvider.System);

        var before = RealtimeStamp.Now;
        await peer.SendAsync("late"u8.ToArray(), Cancel);
        while (socket.Available == 0)
            await Task.Yield();

        var there = RealtimeStamp.Now;
        while (RealtimeStamp.Now - there < Dawdling)
            await Task.Yield();

        var read = await stream.ReadAsync(new byte[10], Cancel);

        Assert.Equal(4, read);
        Assert.InRange(stream.StampedAt.Nanoseconds, before.Nanoseconds, there.Nanoseconds);
        Assert.True(TimeProvider.System.GetElapsedTime(stream.ArrivedAt) >= Dawdling);
    }
}
