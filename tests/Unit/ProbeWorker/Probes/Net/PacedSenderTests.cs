using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public sealed class PacedSenderTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly DatagramSocket _sink = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly PacedSender _sender = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_stream_is_sent_whole_in_order_and_never_early()
    {
        const int Streams = 20;
        const int Count = 30;
        _sink.ReceiveBufferSize = 2_000_000;
        var sockets = Enumerable
            .Range(0, Streams)
            .Select(_ => DatagramSocket.ConnectedTo(_sink.LocalEndPoint))
            .ToList();

        var sendings = await Task.WhenAll(
            sockets.Select(s => _sender.SendAsync(s, WriteIndex, 4, Interval, Count, Cancel))
        );

        foreach (var stream in sendings)
        {
            Assert.Equal(Count, stream.Count);
            Assert.All(stream, sending => Assert.Equal(SocketError.Success, sending.Error));

            // Take each packet's own lateness away, and what is left is the plan, but for the time between two readings
            // of the clock. A preemption there is rare: the median shows the plan.
            var planned = stream.Select(s => s.SentAt - stream[0].SentAt - s.Lateness + stream[0].Lateness).ToList();
            var errors = planned.Select((at, i) => (at - (i * Interval)).Duration()).Order().ToList();
            Assert.InRange(errors[Count / 2], TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        }

        var bySender = new Dictionary<EndPoint, List<int>>();
        var buffer = new byte[10];
        while (_sink.TryReceive(buffer, out var datagram))
        {
            if (!bySender.TryGetValue(datagram.Remote, out var indices))
                bySender[datagram.Remote] = indices = [];
            indices.Add(BinaryPrimitives.ReadInt32BigEndian(buffer));
        }

        Assert.Equal(Streams, bySender.Count);
        Assert.All(bySender.Values, indices => Assert.Equal(Enumerable.Range(0, Count), indices));
        sockets.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task A_sender_that_was_idle_takes_on_another_stream()
    {
        using var socket = DatagramSocket.ConnectedTo(_sink.LocalEndPoint);

        for (var i = 0; i < 3; i++)
            Assert.Single(await _sender.SendAsync(socket, WriteIndex, 4, Interval, 1, Cancel));
    }

    [Fact]
    public async Task A_closed_port_does_not_end_a_stream()
    {
        using var socket = DatagramSocket.ConnectedTo(DatagramSocketTests.ClosedPort());

        var sendings = await _sender.SendAsync(socket, WriteIndex, 4, Interval, 10, Cancel);

        Assert.Equal(10, sendings.Count);
    }

    [Fact]
    public async Task Cancelling_one_stream_leaves_the_others()
    {
        using var socket = DatagramSocket.ConnectedTo(_sink.LocalEndPoint);
        using var stop = new CancellationTokenSource();
        var cancelled = _sender.SendAsync(socket, WriteIndex, 4, Interval, 1_000_000, stop.Token);
        var kept = _sender.SendAsync(socket, WriteIndex, 4, Interval, 20, Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(20, (await kept).Count);
    }

    [Fact]
    public async Task A_writer_that_throws_ends_its_own_stream_alone()
    {
        using var socket = DatagramSocket.ConnectedTo(_sink.LocalEndPoint);
        var broken = _sender.SendAsync(
            socket,
            (_, _) => throw new InvalidDataException("broken"),
            4,
            Interval,
            5,
            Cancel
        );
        var kept = _sender.SendAsync(socket, WriteIndex, 4, Interval, 5, Cancel);

        await Assert.ThrowsAsync<InvalidDataException>(() => broken);
        Assert.Equal(5, (await kept).Count);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _sink.Dispose();
    }

    private static int WriteIndex(int index, Span<byte> packet)
    {
        BinaryPrimitives.WriteInt32BigEndian(packet, index);
        return sizeof(int);
    }
}
