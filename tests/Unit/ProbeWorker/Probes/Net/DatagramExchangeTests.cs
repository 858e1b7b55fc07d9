using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public sealed class DatagramExchangeTests : IDisposable
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)];

    private readonly Socket _peer = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly DatagramSocket _socket;
    private readonly FakeTimeProvider _time = new();

    public DatagramExchangeTests()
    {
        _peer.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket = DatagramSocket.ConnectedTo((IPEndPoint)_peer.LocalEndPoint!);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_comes_with_its_stamps()
    {
        var exchange = new DatagramExchange(_socket, _time);
        var running = exchange.RunAsync<byte>(new byte[] { 7 }, Waits, IsAnswer, Cancel);
        await RequestAsync();
        await AnswerAsync(1, 42);

        var answer = await running;

        Assert.Equal(42, answer.Value);
        Assert.Equal(0, exchange.Retransmissions);
        var sent = Assert.Single(exchange.SentAt);
        Assert.True(answer.Datagram.ReceivedAt!.Value.Nanoseconds > sent.Nanoseconds);
    }

    [Fact]
    public async Task The_request_goes_out_again_after_each_wait_and_not_before()
    {
        var exchange = new DatagramExchange(_socket, _time);
        var running = exchange.RunAsync<byte>(new byte[] { 7 }, Waits, IsAnswer, Cancel);
        await RequestAsync();

        foreach (var wait in Waits)
        {
            _time.Advance(wait - TimeSpan.FromMilliseconds(1));
            await NothingMoreAsync();
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await RequestAsync();
        }

        // After the last wait it is silent, and goes on listening.
        _time.Advance(TimeSpan.FromHours(1));
        await NothingMoreAsync();
        await AnswerAsync(1, 42);
        await running;
        Assert.Equal(2, exchange.Retransmissions);
    }

    [Fact]
    public async Task Datagrams_that_are_no_answer_are_counted_and_the_wait_goes_on()
    {
        var exchange = new DatagramExchange(_socket, _time);
        var running = exchange.RunAsync<byte>(new byte[] { 7 }, Waits, IsAnswer, Cancel);
        await RequestAsync();
        await AnswerAsync();
        await AnswerAsync(0);
        await AnswerAsync(9, 9, 9);
        await AnswerAsync(1, 42);

        Assert.Equal(42, (await running).Value);
        Assert.Equal(3, exchange.Ignored);
    }

    [Fact]
    public async Task The_deadline_ends_it_and_what_was_counted_remains()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        var exchange = new DatagramExchange(_socket, _time);
        var running = exchange.RunAsync<byte>(new byte[] { 7 }, Waits, IsAnswer, deadline.Token);
        await RequestAsync();
        _time.Advance(Waits[0]);
        await RequestAsync();

        _time.Advance(TimeSpan.FromSeconds(1.5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.InRange(exchange.Retransmissions, 1, 2);
    }

    [Fact]
    public async Task A_closed_port_refuses_at_once()
    {
        using var socket = DatagramSocket.ConnectedTo(DatagramSocketTests.ClosedPort());

        var e = await Assert.ThrowsAsync<SocketException>(() =>
            new DatagramExchange(socket, _time).RunAsync<byte>(new byte[] { 7 }, Waits, IsAnswer, Cancel)
        );

        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    public void Dispose()
    {
        _peer.Dispose();
        _socket.Dispose();
    }

    private static bool IsAnswer(ReadOnlySpan<byte> datagram, out byte answer)
    {
        answer = datagram is [1, var value] ? value : (byte)0;
        return answer != 0;
    }

    private async Task RequestAsync()
    {
        var buffer = new byte[10];
        Assert.Equal(1, await _peer.ReceiveAsync(buffer, SocketFlags.None, Cancel));
        Assert.Equal(7, buffer[0]);
    }

    /// <summary>Everything sent so far has been received: loopback delivers within the send.</summary>
    private async Task NothingMoreAsync()
    {
        await Task.Yield();
        Assert.Equal(0, _peer.Available);
    }

    private Task<int> AnswerAsync(params byte[] datagram) =>
        _peer.SendToAsync(datagram, SocketFlags.None, _socket.LocalEndPoint, Cancel).AsTask();
}
