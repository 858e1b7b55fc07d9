using System.Net;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Protocols.Rtp;
using Ringback.Tests.BadPath;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Media through a path that is bad in a known way: what the probe counts is what the path did.</summary>
public sealed class ImpairedCallTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(1);

    private readonly PacedSender _sender = new();

    [Fact]
    public async Task Of_ten_thousand_packets_each_lost_doubled_and_overtaken_one_is_counted()
    {
        const int Packets = 10_000;
        var bad = new Impairment
        {
            Loss = 0.02,
            Duplication = 0.01,
            Reordering = 0.015,
            Delay = TimeSpan.FromMilliseconds(3),
            Jitter = TimeSpan.FromMilliseconds(5),
        };
        var (figures, relay) = await CallAsync(Packets, bad, bad, seed: 20261123);

        var back = relay.Down.Forwarded;
        var first = back.DistinctBy(datagram => datagram.Sequence).ToList();
        output.WriteLine(
            $"lost {relay.Up.Lost.Count} up, {relay.Down.Lost.Count} down; {back.Count - first.Count} doubled, {CountOvertaken(first)} overtaken"
        );
        Assert.All(
            [relay.Up.Lost.Count, back.Count - first.Count, CountOvertaken(first)],
            n => Assert.InRange(n, 50, 500)
        );
        Assert.Equal(
            (Packets, first.Count, Packets - first.Count, back.Count - first.Count, CountOvertaken(first)),
            (figures.Sent, figures.Received, figures.Lost, figures.Duplicated, figures.Reordered)
        );
    }

    [Fact]
    public async Task A_line_too_thin_for_the_stream_drops_what_its_queue_has_no_room_for()
    {
        const int Packets = 1000;

        // 20 bytes each millisecond are 160 kbit/s: half of it gets through.
        var thin = new Impairment { BitRate = 80_000 };
        var (figures, relay) = await CallAsync(Packets, thin, Impairment.None, seed: 1);

        Assert.Equal(relay.Up.Lost.Count, figures.Lost);
        Assert.InRange(figures.LossRatio, 0.3, 0.6);
        Assert.Equal(figures.OfferedBitRate * (1 - figures.LossRatio), figures.ReceivedBitRate, 1e-6);
    }

    public void Dispose() => _sender.Dispose();

    /// <summary>As the probe counts: one that comes after a later one.</summary>
    private static int CountOvertaken(List<ForwardedDatagram> inOrderOfSending)
    {
        var (overtaken, highest) = (0, inOrderOfSending[0].Sequence);
        foreach (var datagram in inOrderOfSending)
        {
            if ((short)(datagram.Sequence - highest) < 0)
                overtaken++;
            else
                highest = datagram.Sequence;
        }

        return overtaken;
    }

    private async Task<(MediaFigures Figures, ImpairmentRelay Relay)> CallAsync(
        int packets,
        Impairment up,
        Impairment down,
        int seed
    )
    {
        await using var echo = new MediaPeer((_, packet) => [packet]);
        using var relay = new ImpairmentRelay(echo.EndPoint, up, down, seed);
        using var sockets = MediaSockets.Open(IPAddress.Loopback, CallMedium.ExpeditedForwarding);
        sockets.Connect(relay.EndPoint, relay.EndPoint.Port + 1);
        var stream = MediaStreams.Voice(MediaCodec.Pcma, 8, PacketTime, packets * PacketTime);
        var record = await MediaSession.RunAsync(
            sockets,
            stream,
            () => false,
            _sender,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return (MediaAnalysis.Of(record, TimeSpan.FromMinutes(1), concealment: true), relay);
    }
}
