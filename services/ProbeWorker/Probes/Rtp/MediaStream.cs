using System.Security.Cryptography;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What we send in one call: packets of a fixed distance in time.</summary>
/// <param name="Codec">As agreed with the peer.</param>
/// <param name="PayloadType">The number the peer gave it.</param>
/// <param name="FrameTime">From one timestamp to the next: a packet of audio, or a picture.</param>
/// <param name="PacketsEachFrame">1 for audio.</param>
/// <param name="Pattern">What the packets carry, and how many there are.</param>
/// <param name="Ssrc">Ours, random.</param>
/// <param name="FirstSequenceNumber">Random (RFC 3550 §5.1).</param>
/// <param name="FirstTimestamp">Random (RFC 3550 §5.1).</param>
internal sealed record MediaStream(
    MediaCodec Codec,
    byte PayloadType,
    TimeSpan FrameTime,
    int PacketsEachFrame,
    EchoPattern Pattern,
    uint Ssrc,
    ushort FirstSequenceNumber,
    uint FirstTimestamp
)
{
    /// <summary>Packets that carry media; those of <see cref="Digits"/> come behind them.</summary>
    public int Count => Pattern.Count;

    /// <summary>Sent when the media is over; null for none.</summary>
    public DialledDigits? Digits { get; init; }

    /// <summary>Of who sends it, in reports: of this call alone, and of all streams of its end (RFC 3550 §6.5.1).</summary>
    public string CanonicalName { get; init; } = NewCanonicalName();

    public int CountWithDigits => Count + (Digits?.Count ?? 0);

    public TimeSpan PacketTime => FrameTime / PacketsEachFrame;

    /// <summary>Timestamp units in each frame.</summary>
    public int Samples => (int)(Codec.ClockRate * FrameTime.Ticks / TimeSpan.TicksPerSecond);

    public int LargestPacket => RtpHeader.Size + Math.Max(Pattern.LargestSize, TelephoneEvent.Size);

    /// <summary>96 random bits in hexadecimal digits (RFC 7022 §5).</summary>
    public static string NewCanonicalName() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>Whether it is sent at the instant of its timestamp; the other packets of a picture follow.</summary>
    public bool BeginsFrame(int index) => index % PacketsEachFrame == 0;

    /// <summary>The marker is at the first packet of a voice (RFC 3551 §4.1), and at the last of each picture (RFC 6184 §5.1).</summary>
    public RtpHeader HeaderOf(int index, MediaSilence silence = default) =>
        new(
            Marker: Codec.IsVideo ? (index + 1) % PacketsEachFrame == 0 : index == 0 || silence.IsFirstAfter,
            PayloadType,
            unchecked((ushort)(FirstSequenceNumber + index - silence.Withheld)),
            unchecked(FirstTimestamp + (uint)(index / PacketsEachFrame * Samples)),
            Ssrc
        );

    /// <summary>Writes the packet of a number, media or digit.</summary>
    /// <param name="payload">Room for the largest payload.</param>
    /// <returns>Bytes of the packet, and of its payload.</returns>
    public (int Size, int PayloadSize) Write(int index, MediaSilence silence, Span<byte> payload, Span<byte> packet)
    {
        var (header, size) =
            index < Count
                ? (HeaderOf(index, silence), Pattern.Write(index, payload))
                : WriteDigit(index, silence, payload);
        return new RtpPacket { Header = header, Payload = payload[..size] }.TryWrite(packet, out var written)
            ? (written, size)
            : throw new InvalidOperationException("A packet of the stream is larger than it said.");
    }

    private (RtpHeader Header, int Size) WriteDigit(int index, MediaSilence silence, Span<byte> payload)
    {
        var (said, begin, isFirst) = Digits!.At(index - Count, Samples);
        said.Write(payload);
        var header = HeaderOf(Count + begin) with
        {
            Marker = isFirst,
            PayloadType = Digits.PayloadType,
            SequenceNumber = unchecked((ushort)(FirstSequenceNumber + index - silence.Withheld)),
        };
        return (header, TelephoneEvent.Size);
    }
}

/// <summary>What of a stream was withheld before a packet.</summary>
/// <param name="Withheld">Packets of it, in all.</param>
/// <param name="IsFirstAfter">Whether the packet just before it is one of them.</param>
internal readonly record struct MediaSilence(int Withheld, bool IsFirstAfter);
