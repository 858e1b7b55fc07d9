using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp.Reports;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Sends a stream to a peer and collects what comes back, at one socket.</summary>
internal static class MediaSession
{
    /// <summary>How long after the last packet was sent one may still come back.</summary>
    public static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(1);

    private const int UdpHeaderSize = 8;
    private const int Ipv4HeaderSize = 20;
    private const int Ipv6HeaderSize = 40;

    /// <summary>Sends a stream to an echo, and hears it come back.</summary>
    /// <param name="sockets">Connected to the peer's media address.</param>
    /// <param name="isHeld">Whether nothing may be sent just now; asked from another thread, before each packet.</param>
    /// <param name="deadline">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public static async Task<MediaRecord> RunAsync(
        MediaSockets sockets,
        MediaStream stream,
        Func<bool> isHeld,
        PacedSender sender,
        TimeProvider time,
        CancellationToken deadline
    )
    {
        var leg = await ExchangeAsync(sockets, stream, stream, isHeld, sender, time, deadline);
        return MediaRecord.Of(stream, leg, leg);
    }

    /// <summary>Sends one stream and hears another, at one end of a call.</summary>
    /// <param name="heard">What the other end sends: the same where it is an echo.</param>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<MediaLeg> ExchangeAsync(
        MediaSockets sockets,
        MediaStream stream,
        MediaStream heard,
        Func<bool> isHeld,
        PacedSender sender,
        TimeProvider time,
        CancellationToken deadline
    )
    {
        var reports = new RtcpExchange(stream);
        var receiver = new MediaReceiver(sockets.Media, heard, reports);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var receiving = receiver.RunAsync(stop.Token);
        var reporting = new RtcpLoop(sockets, reports, time).RunAsync(stop.Token);
        IReadOnlyList<PacedSending> sendings;
        try
        {
            sendings = await sender.SendAsync(
                sockets.Media,
                new TalkingStream(stream, reports, isHeld).Write,
                stream.LargestPacket,
                stream.PacketTime,
                stream.CountWithDigits,
                deadline
            );
            await WaitForReturnAsync(receiver, stream, time, deadline);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(receiving, reporting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        deadline.ThrowIfCancellationRequested();
        await Task.WhenAll(receiving, reporting);
        return new MediaLeg
        {
            Sendings = [.. sendings.Take(stream.Count)],
            WithheldDigits = sendings.Skip(stream.Count).Any(sending => sending.IsWithheld),
            Arrivals = receiver.Arrivals,
            Digits = receiver.Digits,
            Ignored = receiver.Ignored,
            Overflowed = receiver.Overflowed,
            Refusals = receiver.Refusals,
            ForeignKinds = receiver.ForeignKinds,
            FarEnd = reports.FarEnd,
            Clocks = reports.Clocks,
            ReceivedDscp = receiver.Dscp,
            HeaderOverhead = HeaderOverheadOf(sockets.Media.LocalEndPoint),
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

    /// <summary>Bytes of IP and UDP headers on each packet.</summary>
    public static int HeaderOverheadOf(IPEndPoint local) =>
        UdpHeaderSize + (local.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6HeaderSize : Ipv4HeaderSize);
}
