using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public class DatagramSocketTests
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint LoopbackV6 = new(IPAddress.IPv6Loopback, 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_datagram_comes_with_its_kernel_stamp_sender_and_marks(bool v6)
    {
        using var receiver = DatagramSocket.BoundTo(v6 ? LoopbackV6 : Loopback);
        using var sender = DatagramSocket.ConnectedTo(receiver.LocalEndPoint);
        sender.SetDscp(46);

        var sentAt = sender.Send("hello"u8);
        var buffer = new byte[100];
        var datagram = await receiver.ReceiveAsync(buffer, Cancel);
        var after = RealtimeStamp.Now;

        Assert.Equal("hello"u8, buffer.AsSpan(0, datagram.Length));
        Assert.Equal(sender.LocalEndPoint, datagram.Remote);
        Assert.InRange(datagram.ReceivedAt!.Value.Nanoseconds, sentAt.Nanoseconds, after.Nanoseconds);
        Assert.Equal(46 << 2, datagram.TypeOfService);
        Assert.Equal(64, datagram.TimeToLive);
        Assert.Equal((0u, false), (datagram.Dropped, datagram.Truncated));
    }

    [Fact]
    public async Task A_receive_waits_for_a_datagram_that_comes_later()
    {
        using var receiver = DatagramSocket.BoundTo(Loopback);
        using var sender = DatagramSocket.ConnectedTo(receiver.LocalEndPoint);
        var buffer = new byte[100];

        for (byte i = 0; i < 50; i++)
        {
            var receiving = receiver.ReceiveAsync(buffer, Cancel).AsTask();
            Assert.False(receiving.IsCompleted);
            sender.Send([i]);
            await receiving;
            Assert.Equal(i, buffer[0]);
        }
    }

    [Fact]
    public async Task An_empty_datagram_is_a_datagram()
    {
        using var receiver = DatagramSocket.BoundTo(Loopback);
        using var sender = DatagramSocket.ConnectedTo(receiver.LocalEndPoint);
        sender.Send([]);

        Assert.Equal(0, (await receiver.ReceiveAsync(new byte[10], Cancel)).Length);
        Assert.False(receiver.TryReceive(new byte[10], out _));
    }

    [Fact]
    public async Task A_datagram_longer_than_the_buffer_says_so()
    {
        using var receiver = DatagramSocket.BoundTo(Loopback);
        using var sender = DatagramSocket.ConnectedTo(receiver.LocalEndPoint);
        sender.Send(new byte[20]);

        var datagram = await receiver.ReceiveAsync(new byte[10], Cancel);

        Assert.Equal((10, true), (datagram.Length, datagram.Truncated));
    }

    [Fact]
    public async Task A_closed_port_is_a_refused_connection()
    {
        var closed = ClosedPort();
        using var socket = DatagramSocket.ConnectedTo(closed);
        socket.Send([1]);

        var e = await Assert.ThrowsAsync<SocketException>(() => socket.ReceiveAsync(new byte[10], Cancel).AsTask());

        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    [Fact]
    public async Task A_connected_socket_hears_its_peer_alone()
    {
        using var peer = DatagramSocket.BoundTo(Loopback);
        using var stranger = DatagramSocket.BoundTo(Loopback);
        using var socket = DatagramSocket.ConnectedTo(peer.LocalEndPoint);

        stranger.SendTo([1], socket.LocalEndPoint);
        peer.SendTo([2], socket.LocalEndPoint);
        var buffer = new byte[10];
        var datagram = await socket.ReceiveAsync(buffer, Cancel);

        Assert.Equal((2, peer.LocalEndPoint), (buffer[0], datagram.Remote));
    }

    [Fact]
    public async Task What_the_kernel_dropped_is_counted()
    {
        using var receiver = DatagramSocket.BoundTo(Loopback);
        using var sender = DatagramSocket.ConnectedTo(receiver.LocalEndPoint);
        var buffer = new byte[DatagramSocket.MaxDatagramSize];
        const int Sent = 2000;
        for (var i = 0; i < Sent; i++)
            sender.Send(new byte[4000]);

        // What still fits after the overflow carries the count.
        var received = 0;
        var last = default(Datagram);
        while (receiver.TryReceive(buffer, out var datagram))
            (received, last) = (received + 1, datagram);
        sender.Send([1]);
        last = await receiver.ReceiveAsync(buffer, Cancel);

        Assert.Equal(Sent, received + (int)last.Dropped);
        Assert.True(last.Dropped > 0);
    }

    [Fact]
    public async Task Cancelling_ends_a_receive()
    {
        using var socket = DatagramSocket.BoundTo(Loopback);
        using var cancel = new CancellationTokenSource();
        var receiving = socket.ReceiveAsync(new byte[10], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    internal static IPEndPoint ClosedPort()
    {
        using var socket = DatagramSocket.BoundTo(Loopback);
        return socket.LocalEndPoint;
    }
}
