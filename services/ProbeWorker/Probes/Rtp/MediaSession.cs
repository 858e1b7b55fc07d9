using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Sends a stream to a peer and collects what comes back, at one socket.</summary>
internal static class MediaSession
{
    /// <summary>How long after the last packet was sent one may still come back.</summary>
    public static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(1);

    private const int UdpHeaderSize = 8;
    private const int Ipv4HeaderSize = 20;
    private const int Ipv6HeaderSize = 40;

    /// <summary>A stream of a length in time, with random beginnings.</summary>
    public static MediaStream NewStream(AudioCodec codec, byte payloadType, TimeSpan packetTime, TimeSpan duration) =>
        new(
            codec,
            payloadType,
            packetTime,
            Math.Max(1, (int)(duration.Ticks / packetTime.Ticks)),
            Ssrc: BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
            FirstSequenceNumber: BitConverter.ToUInt16(RandomNumberGenerator.GetBytes(sizeof(ushort))),
            FirstTimestamp: BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)))
        );

    /// <param name="socket">Connected to the peer's media address.</param>
    /// <param name="deadline">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public static async Task<MediaRecord> RunAsync(
        DatagramSocket socket,
        MediaStream stream,
        PacedSender sender,
        TimeProvider time,
        CancellationToken deadline
    )
    {
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var pattern = new EchoPattern(seed, stream.Count, stream.PayloadSize);
        var receiver = new MediaReceiver(socket, pattern, stream.Count);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var receiving = receiver.RunAsync(stop.Token);
        IReadOnlyList<PacedSending> sendings;
        try
        {
            sendings = await sender.SendAsync(
                socket,
                (index, room) => Write(stream, pattern, index, room),
                stream.PacketSize,
                stream.PacketTime,
                stream.Count,
                deadline
            );
            await WaitForReturnAsync(receiver, stream, time, deadline);
        }
        finally
        {
            await stop.CancelAsync();
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        deadline.ThrowIfCancellationRequested();
        await receiving;
        return new MediaRecord
        {
            Stream = stream,
            Sendings = sendings,
            Arrivals = receiver.Arrivals,
            Ignored = receiver.Ignored,
            Overflowed = receiver.Overflowed,
            Refusals = receiver.Refusals,
            HeaderOverhead = UdpHeaderSize + IpHeaderSize(socket.LocalEndPoint),
        };
    }

    private static async Task WaitForReturnAsync(
        MediaReceiver receiver,
        MediaStream stream,
        TimeProvider time,
        CancellationToken deadline
    )
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        await Task.WhenAny(receiver.AllReturned, Task.Delay(LongestReturn, time, ended.Token));
        await ended.CancelAsync();

        // One more packet's time: a second copy of the last one is to be counted.
        if (receiver.AllReturned.IsCompleted)
            await Task.Delay(stream.PacketTime, time, deadline);
    }

    private static int Write(MediaStream stream, EchoPattern pattern, int index, Span<byte> room)
    {
        var packet = new RtpPacket { Header = stream.HeaderOf(index), Payload = pattern[index] };
        return packet.TryWrite(room, out var written)
            ? written
            : throw new InvalidOperationException("A packet of the stream is larger than it said.");
    }

    private static int IpHeaderSize(IPEndPoint local) =>
        local.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6HeaderSize : Ipv4HeaderSize;
}
