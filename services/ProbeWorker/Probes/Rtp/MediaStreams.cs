using System.Security.Cryptography;
using Ringback.ProbeWorker.Probes.Rtp.Content;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Streams of a codec, with random beginnings.</summary>
internal static class MediaStreams
{
    /// <summary>Least rate of video at IP level, in bits per second: a key picture must fit into one packet.</summary>
    public const double LeastVideoRate = 12_000;

    /// <summary>At IP level, in bytes: what passes every tunnel on the way.</summary>
    private const int LargestVideoPacket = 1200;

    /// <summary>From so many bits per second on video moves; slower, it is a screen that somebody shows.</summary>
    private const double MovingRate = 200_000;

    private static readonly TimeSpan MovingFrame = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan ScreenFrame = TimeSpan.FromMilliseconds(200);

    public static MediaStream Voice(MediaCodec codec, byte payloadType, TimeSpan packetTime, TimeSpan duration)
    {
        var size = (int)(codec.BitRate / 8 * packetTime.Ticks / TimeSpan.TicksPerSecond);
        return New(
            codec,
            payloadType,
            packetTime,
            packetsEachFrame: 1,
            frames: duration.Ticks / packetTime.Ticks,
            seed => new VoiceContent(codec, seed, size)
        );
    }

    /// <summary>Pictures in packets of one size, evenly spread over time.</summary>
    /// <param name="bitRate">At IP level, per second, at least <see cref="LeastVideoRate"/>.</param>
    /// <param name="headerOverhead">Bytes of IP and UDP headers on each packet.</param>
    public static MediaStream Video(
        MediaCodec codec,
        byte payloadType,
        double bitRate,
        TimeSpan duration,
        int headerOverhead
    )
    {
        var frameTime = bitRate < MovingRate ? ScreenFrame : MovingFrame;
        var bytesEach = bitRate / 8 * frameTime.TotalSeconds;
        var packetsEach = (int)Math.Ceiling(bytesEach / LargestVideoPacket);
        var size = (int)Math.Ceiling(bytesEach / packetsEach) - headerOverhead - RtpHeader.Size;
        ArgumentOutOfRangeException.ThrowIfLessThan(size, VideoContent.LeastSize);
        return New(
            codec,
            payloadType,
            frameTime,
            packetsEach,
            duration.Ticks / frameTime.Ticks,
            seed => new VideoContent(seed, packetsEach, size)
        );
    }

    private static MediaStream New(
        MediaCodec codec,
        byte payloadType,
        TimeSpan frameTime,
        int packetsEachFrame,
        long frames,
        Func<ulong, IMediaContent> content
    ) =>
        new(
            codec,
            payloadType,
            frameTime,
            packetsEachFrame,
            EchoPattern.Create(content, (int)Math.Max(1, frames) * packetsEachFrame),
            Ssrc: BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
            FirstSequenceNumber: BitConverter.ToUInt16(RandomNumberGenerator.GetBytes(sizeof(ushort))),
            FirstTimestamp: BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)))
        );
}
