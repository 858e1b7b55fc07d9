using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class RtpReader
{
    private const int LeastPort = 1024;
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

    /// <summary>Less than the minute that a registration lasts.</summary>
    private static readonly FieldReader<TimeSpan> IdleTime = One.Duration(
        TimeSpan.Zero,
        TimeSpan.FromSeconds(50),
        "45s"
    );

    private static readonly FieldReader<RtpProfile> Profile = Many.Word(RtpProfile.All);

    private static readonly FieldReader<RtpProfile> VideoProfile = Many.Word(
        RtpProfile
            .All.Where(profile => profile.Value.Codec == RtpCodec.H264)
            .ToDictionary(profile => profile.Key, profile => profile.Value)
    );

    private static readonly FieldReader<RtpCodec> Codec = Many.Word(
        Enum.GetValues<RtpCodec>().ToDictionary(codec => codec.ToString().ToLowerInvariant())
    );

    public static RtpCheck Read(Section section, TimeSpan timeout)
    {
        var usual = TimeSpan.FromSeconds(5);
        var media = section.Optional("media", Media, usual);
        var callee = CredentialReader.Read(section, "callee");
        var idle = ReadIdle(section, callee);
        if (timeout > TimeSpan.Zero && idle + media >= timeout && !section.IsPartial)
        {
            section.Fail(
                "media",
                $"{DurationText.Of(idle + media)} of media do not fit into the timeout of {DurationText.Of(timeout)}",
                $"set 'timeout' to {DurationText.Of(idle + media + TimeSpan.FromSeconds(3))} or more, or shorten 'media'"
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
                Extension = ReadExtension(section, callee),
                Callee = callee,
                Idle = idle,
                Ports = section.Maybe<PortRange>("ports", Ports),
                DirectMedia = section.Optional("direct_media", One.Flag, false),
                Digits = ReadDigits(section, codec),
                Codec = codec,
                PacketTime = ReadPacketTime(section, profile),
                BitRate = bitRate,
                MediaDuration = media,
                JitterBuffer = section.Optional("jitter_buffer", Limit, TimeSpan.FromMilliseconds(60)),
                PacketLossConcealment = section.Optional("plc", One.Flag, true),
                MaxSendLateness = section.Optional("max_send_lateness", Limit, TimeSpan.FromMilliseconds(10)),
                Limits = ReadLimits(limits, codec == RtpCodec.H264 ? bitRate : profile.Bandwidth),
                Video = ReadVideo(section, codec),
            }
        );
        limits.Close();
        return check;
    }

    /// <summary>Whom the call is for: where it is an account of ours, its name is an extension too.</summary>
    private static string ReadExtension(Section section, Credential? callee) =>
        callee is not null && section.Find("extension") is null
            ? callee.Username
            : SipUser.ReadDialled(section, "extension", "write the extension that echoes, such as 600");

    private static TimeSpan ReadIdle(Section section, Credential? callee)
    {
        var idle = section.Optional("idle", IdleTime, TimeSpan.Zero);
        if (idle > TimeSpan.Zero && callee is null && !section.IsPartial)
            section.Fail("idle", "is for an account that is called", "add 'callee', or take it out");

        return idle;
    }

    private static string? ReadDigits(Section section, RtpCodec codec)
    {
        var digits = section.Maybe<string>("dtmf", Digits);
        if (digits is not null && codec == RtpCodec.H264)
            section.Fail("dtmf", "is no part of video", "take it out, or call with a voice codec");

        return digits;
    }

    private static bool Digits(Field field, [MaybeNullWhen(false)] out string digits) =>
        field.TryText("digits such as \"1234\"", out digits)
        && (
            (digits.Length is > 0 and <= 32 && digits.All("0123456789*#ABCD".Contains))
            || field.Fail($"{Shown.Quoted(digits)} cannot be dialled", "write up to 32 of 0-9, *, # and A-D")
        );

    private static bool Ports(Field field, [MaybeNullWhen(false)] out PortRange ports)
    {
        ports = null;
        if (!field.TryText("a range of UDP ports such as 5004-20000", out var text))
            return false;

        var parts = text.Split('-');
        var read =
            parts.Length == 2
            && ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first >= LeastPort
            && (ports = new PortRange(first, last)).Pairs > 0;
        return read
            || field.Fail(
                $"{Shown.Quoted(text)} is no range of ports from {LeastPort} with an even one and the next in it",
                "write one such as 5004-20000"
            );
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
        {
            section.Fail(
                "rate",
                "a voice codec has a rate of its own",
                "take it out, set 'codec' to h264, or write it below 'video'"
            );
        }
        else
        {
            CheckVideoRate(section, rate);
        }

        return rate;
    }

    /// <returns>Null where the call has one medium.</returns>
    private static RtpVideo? ReadVideo(Section section, RtpCodec codec)
    {
        if (section.Find("video") is null)
            return null;

        if (codec == RtpCodec.H264)
        {
            section.Fail(
                "video",
                "goes beside a voice, and this call is of video alone",
                "take it out, or set 'codec' and 'profile' to those of a voice"
            );
        }

        var video = section.Inner("video");
        var usual = video.Optional("profile", VideoProfile, RtpProfile.All["video-hq"]).BitRate!.Value;
        if (video.TryGet<double>("rate", One.Rate, out var rate))
            CheckVideoRate(video, rate);
        else
            rate = usual;

        var limits = video.Inner("limits");
        var read = new RtpVideo { BitRate = rate, Limits = ReadVideoLimits(limits, rate) };
        limits.Close();
        video.Close();
        return read;
    }

    private static void CheckVideoRate(Section section, double rate)
    {
        if (rate is < LeastRate or > MostRate)
            section.Fail("rate", "is out of range for video", "write a rate from 12kbit/s to 10Mbit/s");
    }

    private static RtpLimits ReadLimits(Section limits, double? bandwidth) =>
        ReadVideoLimits(limits, bandwidth) with
        {
            Mos = limits.TryGet("mos", One.Number(1, 4.5, "3.6"), out var mos) ? mos : null,
        };

    /// <summary>Those that hold for any medium: nobody rates a picture.</summary>
    private static RtpLimits ReadVideoLimits(Section limits, double? bandwidth)
    {
        var usual = new RtpLimits();
        return new RtpLimits
        {
            Delay = limits.Optional("delay", Limit, usual.Delay),
            Jitter = limits.Optional("jitter", Limit, usual.Jitter),
            Loss = limits.Optional("loss", One.Ratio, usual.Loss),
            Bandwidth = limits.TryGet<double>("bandwidth", One.Rate, out var rate) ? rate : bandwidth,
        };
    }
}
