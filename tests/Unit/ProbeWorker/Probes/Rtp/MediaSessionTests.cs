using System.Net;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Protocols.Rtp;
using Ringback.Tests.Unit.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Real packets over loopback, with peers that do to them what networks and servers do.</summary>
public sealed class MediaSessionTests : IDisposable
{
    private const int Packets = 100;

    private readonly MediaCalls _calls = new();

    [Fact]
    public async Task All_comes_back_from_a_reflector()
    {
        var (figures, judgement) = await RunAsync((_, packet) => [packet]);

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal(
            (EchoKind.Reflector, Packets, Packets, 0, 0, 0, 0),
            (
                figures.Echo,
                figures.Sent,
                figures.Received,
                figures.Duplicated,
                figures.Reordered,
                figures.Discarded,
                figures.Foreign
            )
        );
        Assert.InRange(figures.DelayMin!.Value, 0, figures.DelayMean!.Value);
        Assert.InRange(figures.DelayMean.Value, figures.DelayMin.Value, figures.DelayMax!.Value);

        // 40 bytes of audio in 5 ms with 12 of RTP, 8 of UDP and 20 of IP.
        Assert.Equal(80 * 8 * 200, figures.OfferedBitRate, 1e-6);
        Assert.Equal(figures.OfferedBitRate, figures.ReceivedBitRate, 1e-6);
    }

    [Fact]
    public async Task Over_IPv6_the_longer_header_is_in_the_bit_rate()
    {
        await using var peer = new MediaPeer((_, packet) => [packet], IPAddress.IPv6Loopback);

        var (figures, judgement) = await RunAsync(peer.EndPoint, Packets);

        Assert.Equal((Judgement.Up, EchoKind.Reflector), (judgement, figures.Echo));
        Assert.Equal(100 * 8 * 200, figures.ReceivedBitRate, 1e-6);
    }

    [Fact]
    public async Task Every_tenth_packet_dropped_is_a_tenth_lost()
    {
        var (figures, judgement) = await RunAsync((n, packet) => n % 10 == 9 ? [] : [packet]);

        Assert.Equal((Outcome.Degraded, Reason.LossExceeded), (judgement.Outcome, judgement.Reason));
        Assert.Equal((Packets * 9 / 10, 0.1), (figures.Received, figures.LossRatio));
        Assert.Equal(1, figures.BurstRatio);
        Assert.Equal(0.9 * figures.OfferedBitRate, figures.ReceivedBitRate, 1e-6);
    }

    [Fact]
    public async Task Second_copies_are_counted_and_are_neither_loss_nor_reordering()
    {
        var (figures, judgement) = await RunAsync((_, packet) => [packet, packet]);

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal((Packets, Packets, 0), (figures.Received, figures.Duplicated, figures.Reordered));
    }

    [Fact]
    public async Task Swapped_pairs_are_reordered_and_nothing_is_lost()
    {
        byte[]? held = null;
        var (figures, judgement) = await RunAsync(
            (n, packet) =>
            {
                if (n % 2 != 0)
                    return [packet, held!];

                held = packet;
                return [];
            }
        );

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal((Packets, 0, Packets / 2), (figures.Received, figures.Duplicated, figures.Reordered));
    }

    [Fact]
    public async Task A_stream_of_the_echos_own_with_our_audio_is_a_regenerator()
    {
        var (figures, judgement) = await RunAsync(
            (n, packet) =>
            {
                // Another sequence, timestamp and source; the audio is ours.
                (packet[2], packet[3]) = ((byte)(n >> 8), (byte)n);
                var timestamp = n * 40;
                (packet[4], packet[5], packet[6], packet[7]) = (0, 0, (byte)(timestamp >> 8), (byte)timestamp);
                packet.AsSpan(8, 4).Fill(0x77);
                return [packet];
            }
        );

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal((EchoKind.Regenerator, Packets), (figures.Echo, figures.Received));
    }

    [Fact]
    public async Task Audio_that_begins_elsewhere_in_the_packets_is_still_ours()
    {
        // An echo that cuts the stream anew: each packet has the last 10 bytes of one block and the first 30 of the next.
        byte[] before = new byte[52];
        var (figures, judgement) = await RunAsync(
            (_, packet) =>
            {
                byte[] shifted = [.. packet[..8], 7, 7, 7, 7, .. before[42..], .. packet[12..42]];
                before = packet;
                return [shifted];
            }
        );

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal((EchoKind.Regenerator, Packets), (figures.Echo, figures.Received));
    }

    [Fact]
    public async Task Silence_in_our_packets_is_not_our_echo()
    {
        var (figures, judgement) = await RunAsync(
            (_, packet) =>
            {
                packet.AsSpan(12).Fill(0xd5);
                return [packet];
            }
        );

        Assert.Equal((Outcome.Down, Reason.OneWayMedia), (judgement.Outcome, judgement.Reason));
        Assert.Equal((0, Packets), (figures.Received, figures.Foreign));
    }

    [Fact]
    public async Task A_peer_that_falls_silent_has_stopped()
    {
        var (_, judgement) = await RunAsync((n, packet) => n < 40 ? [packet] : [], packets: 300);

        Assert.Equal((Outcome.Down, Reason.MediaStopped), (judgement.Outcome, judgement.Reason));
        Assert.Contains("1.3 s", judgement.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_is_silent_gives_no_media()
    {
        var (figures, judgement) = await RunAsync((_, _) => []);

        Assert.Equal((Outcome.Down, Reason.NoMedia), (judgement.Outcome, judgement.Reason));
        Assert.Equal((1, Packets), (figures.LossRatio, figures.Lost));
    }

    [Fact]
    public async Task A_closed_media_port_is_said_so()
    {
        var (_, judgement) = await RunAsync(DatagramSocketTests.ClosedPort(), Packets);

        Assert.Equal((Outcome.Down, Reason.NoMedia), (judgement.Outcome, judgement.Reason));
        Assert.Contains("closed", judgement.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_and_a_flood_end_nothing_and_are_bounded()
    {
        await using var peer = new MediaPeer(
            (_, packet) =>
                [
                    [],
                    [0x80],
                    packet[..11],
                    .. Enumerable.Repeat(packet, 20),
                ]
        );
        var record = await RecordAsync(peer.EndPoint, Packets, TestContext.Current.CancellationToken);

        Assert.Equal(8 * Packets, record.Arrivals.Count);
        Assert.True(record.Overflowed > 0);
        Assert.Equal(3 * Packets, record.Ignored);
        Assert.Equal(Outcome.Unknown, MediaCalls.Judge(record).Judgement.Outcome);
    }

    [Fact]
    public async Task The_deadline_ends_it()
    {
        await using var peer = new MediaPeer((_, packet) => [packet]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RecordAsync(peer.EndPoint, 10_000, deadline.Token)
        );
    }

    public void Dispose() => _calls.Dispose();

    private async Task<(MediaFigures Figures, Judgement Judgement)> RunAsync(
        Func<int, byte[], IEnumerable<byte[]>> answer,
        int packets = Packets
    )
    {
        await using var peer = new MediaPeer(answer);
        return await RunAsync(peer.EndPoint, packets);
    }

    private async Task<(MediaFigures Figures, Judgement Judgement)> RunAsync(IPEndPoint peer, int packets) =>
        MediaCalls.Judge(await RecordAsync(peer, packets, TestContext.Current.CancellationToken));

    private Task<MediaRecord> RecordAsync(IPEndPoint peer, int packets, CancellationToken deadline) =>
        _calls.RecordAsync(peer, peer.Port + 1, MediaCodec.Pcma, packets, deadline);
}
