using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Stun;
using Ringback.Protocols.Turn;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>Sends datagrams from a peer through the relay to the client, which sends each back the same way.</summary>
/// <remarks>
/// The peer speaks first, so that a NAT before it lets the answers in, and the client answers to where the relay says
/// that they came from. Every payload is unique and compared whole. Both ends are here, on one clock, so the round trip
/// is the sum of two legs: what this process takes to turn a datagram round is not in it.
/// </remarks>
/// <param name="client">Connected to the server.</param>
/// <param name="peer">Connected to the relayed address.</param>
/// <param name="count">At least 1.</param>
internal sealed class RelayTest(IMessageChannel client, DatagramSocket peer, int count, TimeProvider time)
{
    /// <summary>As long as an RTP packet with 20 ms of G.711.</summary>
    private const int PayloadSize = 172;

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    private readonly Trip[] _trips = [.. Enumerable.Range(0, count).Select(index => new Trip(NewPayload(index)))];

    /// <summary>Datagrams that reached the client.</summary>
    public int Arrived => _trips.Count(trip => trip.AtClient is not null);

    /// <summary>Datagrams that came back to the peer.</summary>
    public int Returned => _trips.Count(trip => trip.AtPeer is not null);

    /// <summary>Of those that came back, in the order of sending.</summary>
    public IReadOnlyList<TimeSpan> RoundTrips => [.. _trips.Select(trip => trip.RoundTrip).OfType<TimeSpan>()];

    /// <summary>Bound of the error in any of them: how long the two sendings took from clock to kernel, at worst.</summary>
    public TimeSpan SendError => _trips.Max(trip => trip.PeerSendError + trip.ClientSendError);

    /// <param name="patience">How long to wait for stragglers after the last datagram.</param>
    public async Task RunAsync(TimeSpan patience, CancellationToken deadline)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var turning = TurnRoundAsync(over.Token);
        var collecting = CollectAsync(over.Token);
        var sending = SendAsync(patience, over.Token);
        try
        {
            // The first to end says how it ended: all are back, time is up, or a socket failed.
            await await Task.WhenAny(turning, collecting, sending);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(turning, collecting, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(TimeSpan patience, CancellationToken over)
    {
        foreach (var trip in _trips)
        {
            trip.SentByPeer = peer.Send(trip.Payload);
            trip.PeerSendError = RealtimeStamp.Now - trip.SentByPeer.Value;
            await Task.Delay(Spacing, time, over);
        }

        await Task.Delay(patience, time, over);
    }

    private async Task TurnRoundAsync(CancellationToken over)
    {
        var buffer = new byte[DatagramSocket.MaxDatagramSize];
        while (true)
        {
            var datagram = await client.ReceiveAsync(buffer, over);
            if (!TryRead(buffer.AsSpan(0, datagram.Length), out var from, out var trip) || trip.AtClient is not null)
                continue;

            trip.AtClient = datagram.ReceivedAt ?? RealtimeStamp.Now;
            var id = RandomNumberGenerator.GetBytes(StunMessage.TransactionIdSize);
            trip.SentByClient = await client.SendAsync(TurnSendIndication.Create(id, from, trip.Payload), over);
            trip.ClientSendError = RealtimeStamp.Now - trip.SentByClient.Value;
        }
    }

    private async Task CollectAsync(CancellationToken over)
    {
        var buffer = new byte[DatagramSocket.MaxDatagramSize];
        while (Returned < _trips.Length)
        {
            var datagram = await peer.ReceiveAsync(buffer, over);
            if (Find(buffer.AsSpan(0, datagram.Length)) is { } trip)
                trip.AtPeer ??= datagram.ReceivedAt ?? RealtimeStamp.Now;
        }
    }

    private bool TryRead(ReadOnlySpan<byte> datagram, out IPEndPoint from, out Trip trip)
    {
        from = new IPEndPoint(IPAddress.None, 0);
        trip = _trips[0];
        if (
            !StunMessage.TryParse(datagram, out var message)
            || !TurnDataIndication.TryRead(message, out var indication)
            || Find(indication.Data) is not { } found
        )
        {
            return false;
        }

        (from, trip) = (indication.Peer, found);
        return true;
    }

    private Trip? Find(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != PayloadSize)
            return null;

        var index = BinaryPrimitives.ReadUInt32BigEndian(payload);
        return index < _trips.Length && payload.SequenceEqual(_trips[index].Payload) ? _trips[index] : null;
    }

    private static byte[] NewPayload(int index)
    {
        var payload = RandomNumberGenerator.GetBytes(PayloadSize);
        BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)index);
        return payload;
    }

    private sealed class Trip(byte[] payload)
    {
        public byte[] Payload { get; } = payload;

        public RealtimeStamp? SentByPeer { get; set; }

        public RealtimeStamp? AtClient { get; set; }

        public RealtimeStamp? SentByClient { get; set; }

        public RealtimeStamp? AtPeer { get; set; }

        public TimeSpan PeerSendError { get; set; }

        public TimeSpan ClientSendError { get; set; }

        public TimeSpan? RoundTrip =>
            (AtClient, AtPeer) is ({ } atClient, { } atPeer)
                ? (atClient - SentByPeer!.Value) + (atPeer - SentByClient!.Value)
                : null;
    }
}
