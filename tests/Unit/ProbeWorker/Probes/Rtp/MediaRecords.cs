using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Calls that never took place, each packet's fate written down.</summary>
internal static class MediaRecords
{
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);

    /// <param name="delay">Round trip of each packet; null for one that is lost.</param>
    /// <param name="lateness">Of our own sending; null for none.</param>
    /// <param name="digits">Dialled behind the voice; null for none.</param>
    public static MediaRecord Of(
        int packets,
        Func<int, TimeSpan?> delay,
        Func<int, TimeSpan>? lateness = null,
        MediaCodec? codec = null,
        string? digits = null
    )
    {
        lateness ??= _ => TimeSpan.Zero;
        var stream = MediaStreams.Voice(codec ?? MediaCodec.Pcma, 8, PacketTime, packets * PacketTime) with
        {
            Digits = digits is null ? null : new DialledDigits(digits, 101, PacketTime),
        };
        var sendings =
            from i in Enumerable.Range(0, packets)
            let at = At((i * PacketTime) + lateness(i))
            select new PacedSending(at, lateness(i), stream.LargestPacket, SocketError.Success);
        var arrivals =
            from i in Enumerable.Range(0, packets)
            where delay(i) is not null
            let at = (i * PacketTime) + lateness(i) + delay(i)!.Value
            orderby at
            select new MediaArrival(At(at), stream.HeaderOf(i), i, stream.LargestPacket);
        return new MediaRecord
        {
            Stream = stream,
            Sendings = [.. sendings],
            Arrivals = [.. arrivals],
            HeaderOverhead = 28,
        };
    }

    private static RealtimeStamp At(TimeSpan sinceStart) => new(1_800_000_000_000_000_000 + (sinceStart.Ticks * 100));
}
