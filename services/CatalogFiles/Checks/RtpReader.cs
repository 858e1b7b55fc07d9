using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class RtpReader
{
    private const double LeastRate = 12_000;
    private const double MostRate = 10_000_000;

    private static readonly FieldReader<TimeSpan> Media = One.Duration(
        TimeSpan.FromSeconds(1),
        TimeSpan.FromMinutes(20),
        "5s"
    );

    private static readonly FieldReader<TimeSpan> Limit = One.Duration(
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromSeconds(2),
        "150ms"
    );

    private static readonly FieldReader<TimeSpan> VoicePacket = One.Duration(
        TimeSpan.FromMilliseconds(10),
        TimeSpan.FromMilliseconds(60),
        "20ms"
    );

    private static readonly FieldReader<RtpProfile> Profile = Many.Word(RtpProfile.All);

    private static readonly FieldReader<RtpCodec> Codec = Many.Word(
        Enum.GetValues<RtpCodec>().ToDictionary(codec => codec.ToString().ToLowerInvariant())
    );

    public static RtpCheck Read(Section section, TimeSpan timeout)
    {
        var usual = TimeSpan.FromSeconds(5);
        var media = section.Optional("media", Media, usual);
        if (timeout > TimeSpan.Zero && media >= timeout && !section.IsPartial)
        {
            section.Fail(
                "media",
                $"{DurationText.Of(media)} of media do not fit into the timeout of {DurationText.Of(timeout)}",
                $"set 'timeout' to {DurationText.Of(media + TimeSpan.FromSeconds(3))} or more, or shorten 'media'"
            );
        }

        var profile = section.Optional("profile", Profile, RtpProfile.All["voice"]);
        var codec = section.Optional("codec", Codec, profile.Codec);
        var bitRate = ReadBitRate(section, profile, codec);
        var limits = section.Inner("limits");
        var check = SignallingReader.Read(
            section,
            limits,
            new RtpCheck
            {
                Host = "",
                Extension = SipUser.ReadDialled(section, "extension", "write the extension that echoes, such as 600"),
                Codec = codec,
                PacketTime = ReadPacketTime(section, profile),
                BitRate = bitRate,
                MediaDuration = media,
                JitterBuffer = section.Optional("jitter_buffer", Limit, TimeSpan.FromMilliseconds(60)),
                PacketLossConcealment = section.Optional("plc", One.Flag, true),
                MaxSendLateness = section.Optional("max_send_lateness", Limit, TimeSpan.FromMilliseconds(10)),
                Limits = ReadLimits(limits, codec == RtpCodec.H264 ? bitRate : profile.Bandwidth),
            }
        );
        limits.Close();
        return check;
    }

    private static TimeSpan ReadPacketTime(Section section, RtpProfile profile)
    {
        var packetTime = section.Optional("packet_time", VoicePacket, profile.PacketTime);
        if (packetTime.Ticks % TimeSpan.FromMilliseconds(10).Ticks != 0)
            section.Fail("packet_time", "is not a multiple of 10ms, as long as a frame is", "write 10ms, 20ms or 30ms");

        return packetTime;
    }

    private static double ReadBitRate(Section section, RtpProfile profile, RtpCodec codec)
    {
        var usual = profile.BitRate ?? new RtpCheck { Host = "", Extension = "" }.BitRate;
        if (!section.TryGet<double>("rate", One.Rate, out var rate))
            return usual;

        if (codec != RtpCodec.H264)
            section.Fail("rate", "a voice codec has a rate of its own", "take it out, or set 'codec' to h264");
        else if (rate is < LeastRate or > MostRate)
            section.Fail("rate", "is out of range for video", "write a rate from 12kbit/s to 10Mbit/s");

        return rate;
    }

    private static RtpLimits ReadLimits(Section limits, double? bandwidth)
    {
        var usual = new RtpLimits();
        return new RtpLimits
        {
            Delay = limits.Optional("delay", Limit, usual.Delay),
            Jitter = limits.Optional("jitter", Limit, usual.Jitter),
            Loss = limits.Optional("loss", One.Ratio, usual.Loss),
            Mos = limits.TryGet("mos", One.Number(1, 4.5, "3.6"), out var mos) ? mos : usual.Mos,
            Bandwidth = limits.TryGet<double>("bandwidth", One.Rate, out var rate) ? rate : bandwidth,
        };
    }
}
