using System.Net;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Protocols.Rtp;
using Ringback.Tests.BadPath;

namespace Ringback.Tests.Benchmarks.Media;

/// <summary>Media through a bad path to an echo, and what the path says it did.</summary>
internal static class ImpairedCall
{
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(5);

    /// <summary>How long the path and the echo behind it held a packet: from its arrival at the relay to its last sending.</summary>
    public readonly record struct Held(ushort Sequence, RealtimeStamp ReturnedAt, TimeSpan Delay);

    /// <returns>What the probe saw; what is true, in the order of return.</returns>
    public static async Task<(MediaRecord Record, IReadOnlyList<Held> Truth)> RunAsync(
        PacedSender sender,
        Impairment up,
        Impairment down,
        int packets,
        CancellationToken cancel
    )
    {
        using var echo = new MediaEcho();
        MediaRecord record;
        var relay = new ImpairmentRelay(echo.EndPoint, up, down, seed: 3550);
        using (relay)
        {
            using var sockets = MediaSockets.Open(IPAddress.Loopback, CallMedium.ExpeditedForwarding);
            sockets.Connect(relay.EndPoint, relay.EndPoint.Port + 1);
            var stream = MediaStreams.Voice(MediaCodec.Pcma, 8, PacketTime, packets * PacketTime);
            record = await MediaSession.RunAsync(sockets, stream, () => false, sender, TimeProvider.System, cancel);
        }

        var arrivals = relay.Up.Forwarded.ToDictionary(each => each.Sequence, each => each.ArrivedAt);
        return (
            record,
            [.. relay.Down.Forwarded.Select(d => new Held(d.Sequence, d.SentAt, d.SentAt - arrivals[d.Sequence]))]
        );
    }

    /// <summary>RFC 3550's jitter at the relay's way out: what a probe without error would measure.</summary>
    public static InterarrivalJitter JitterOf(MediaStream stream, IReadOnlyList<Held> truth)
    {
        var jitter = new InterarrivalJitter(stream.Codec.ClockRate);
        foreach (var each in truth)
        {
            var index = (ushort)(each.Sequence - stream.FirstSequenceNumber);
            jitter.Observe((each.ReturnedAt - truth[0].ReturnedAt).TotalSeconds, stream.HeaderOf(index).Timestamp);
        }

        return jitter;
    }
}
