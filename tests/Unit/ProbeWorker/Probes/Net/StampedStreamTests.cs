using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public sealed class StampedStreamTests
{
    private static readonly TimeSpan Dawdling = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
