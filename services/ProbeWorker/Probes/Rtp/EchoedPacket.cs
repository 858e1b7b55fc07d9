using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>The first copy of a packet of ours that came back. Times in seconds.</summary>
/// <param name="Arrival">Since the first packet was sent, by the kernel's stamp.</param>
/// <param name="Transit">Arrival − sampling time.</param>
/// <param name="RoundTrip">Arrival − its own sending.</param>
internal readonly record struct EchoedPacket(
    int Index,
    RtpHeader Header,
    double Arrival,
    double Transit,
    double RoundTrip
)
{
    public static Func<MediaArrival, EchoedPacket> Of(MediaRecord record) =>
        arrival =>
        {
            // A missing stamp taints the sample, so what stands in for it is never judged.
            var index = arrival.EchoOf!.Value;
            var sentAt = record.Sendings[index].SentAt;
            var receivedAt = arrival.ReceivedAt ?? sentAt;
            var sinceStart = (receivedAt - record.Sendings[0].SentAt).TotalSeconds;
            var sampledAt = index * record.Stream.PacketTime.TotalSeconds;
            return new EchoedPacket(
                index,
                arrival.Header,
                sinceStart,
                sinceStart - sampledAt,
                (receivedAt - sentAt).TotalSeconds
            );
        };
}
