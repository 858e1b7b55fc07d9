using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.CatalogFiles.Checks;

public class RtpReaderTests
{
    private const string Loss = "limits: { loss: 0.5% }";

    [Theory]
    [InlineData("profile: voice", RtpCodec.Pcma, 20, 600_000, null)]
    [InlineData("profile: bandwidth", RtpCodec.Pcma, 10, 600_000, 90_000.0)]
    [InlineData("profile: video-hq", RtpCodec.H264, 20, 600_000, 600_000.0)]
    [InlineData("profile: video-hd", RtpCodec.H264, 20, 1_200_000, 1_200_000.0)]
    [InlineData("profile: video-tiles", RtpCodec.H264, 20, 1_500_000, 1_500_000.0)]
    [InlineData("profile: screen-share", RtpCodec.H264, 20, 75_000, 75_000.0)]
    [InlineData("profile: screen-share-thumbnails", RtpCodec.H264, 20, 150_000, 150_000.0)]
    [InlineData("codec: h264\n      rate: 50kbit/s", RtpCodec.H264, 20, 50_000, 50_000.0)]
    [InlineData("codec: g729\n      packet_time: 40ms", RtpCodec.G729, 40, 600_000, null)]
    [InlineData("codec: g722", RtpCodec.G722, 20, 600_000, null)]
    [InlineData("codec: pcmu", RtpCodec.Pcmu, 20, 600_000, null)]
    public void A_profile_says_what_the_keys_beside_it_do_not(
        string keys,
        RtpCodec codec,
        int packetTime,
        double bitRate,
        double? bandwidth
    )
    {
        var check = Read(keys);

        Assert.Equal(
            (codec, TimeSpan.FromMilliseconds(packetTime), bitRate, bandwidth),
            (check.Codec, check.PacketTime, check.BitRate, check.Limits.Bandwidth)
        );
        Assert.Equal((null, null, false, null), (check.Callee, check.Ports, check.DirectMedia, check.Digits));
    }

    [Fact]
    public void A_loop_call_is_to_the_account_that_answers_it()
    {
        const string Callee = "callee: { username: bob, password: { env: BOB_PASSWORD } }";
        var check = Read($"{Callee}\n      direct_media: true\n      ports: 5004-20000\n      dtmf: '15*#A'");

        Assert.Equal(("bob", true, "15*#A"), (check.Callee?.Username, check.DirectMedia, check.Digits));
        Assert.Equal(new PortRange(5004, 20_000), check.Ports);
        Assert.Equal("0600", check.Extension);

        var reading = Catalogs.Parse(Catalogs.Good.Replace("extension: 0600", Callee, StringComparison.Ordinal));
        Assert.Equal("bob", ((RtpCheck)reading.Catalog!.Targets[1].Check).Extension);
    }

    [Theory]
    [InlineData("video: {}", 600_000, 600_000.0, 0.01)]
    [InlineData("video: { profile: video-hd }", 1_200_000, 1_200_000.0, 0.01)]
    [InlineData("video: { profile: video-hd, rate: 1Mbit/s }", 1_000_000, 1_000_000.0, 0.01)]
    [InlineData("video: { limits: { loss: 2%, bandwidth: 500kbit/s } }", 600_000, 500_000.0, 0.02)]
    public void A_video_goes_beside_the_voice_with_a_rate_and_limits_of_its_own(
        string keys,
        double bitRate,
        double? bandwidth,
        double loss
    )
    {
        var check = Read(keys);

        Assert.Equal((RtpCodec.Pcma, 0.005), (check.Codec, check.Limits.Loss));
        Assert.Equal(
            (bitRate, bandwidth, loss),
            (check.Video!.BitRate, check.Video.Limits.Bandwidth, check.Video.Limits.Loss)
        );
        Assert.Equal([RtpCodec.Pcma, RtpCodec.H264], check.Media.Select(medium => medium.Codec));
        Assert.Null(Read("codec: h264").Video);
        Assert.Single(Read("codec: h264").Media);
    }

    [Theory]
    [InlineData("video: 600kbit/s", "is no map")]
    [InlineData("video: { profile: voice }", "'voice' is not one of video-hq")]
    [InlineData("video: { rate: 5kbit/s }", "is out of range for video")]
    [InlineData("video: { limits: { mos: 3 } }", "mos")]
    [InlineData("video: { codec: h264 }", "codec")]
    [InlineData("profile: video-hq\n      video: {}", "goes beside a voice")]
    [InlineData("profile: video", "'video' is not one of voice, bandwidth, video-hq")]
    [InlineData("codec: opus", "'opus' is not one of pcma, pcmu, g722, g729, h264")]
    [InlineData("rate: 50kbit/s", "a voice codec has a rate of its own")]
    [InlineData("codec: h264\n      rate: 5kbit/s", "is out of range for video")]
    [InlineData("packet_time: 15ms", "is not a multiple of 10ms")]
    [InlineData("ports: 5004", "'5004' is no range of ports")]
    [InlineData("ports: 80-90", "'80-90' is no range of ports")]
    [InlineData("ports: 20000-5004", "'20000-5004' is no range of ports")]
    [InlineData("ports: 5005-5006", "'5005-5006' is no range of ports")]
    [InlineData("idle: 5s", "is for an account that is called")]
    [InlineData("dtmf: '12E'", "'12E' cannot be dialled")]
    [InlineData("codec: h264\n      dtmf: '12'", "is no part of video")]
    public void A_mistake_is_said_once_with_its_mend(string keys, string problem)
    {
        var error = Assert.Single(Catalogs.ErrorsWith(Loss, $"{Loss}\n      {keys}"));

        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains(';', error);
    }

    private static RtpCheck Read(string keys)
    {
        var reading = Catalogs.Parse(Catalogs.Good.Replace(Loss, $"{Loss}\n      {keys}", StringComparison.Ordinal));
        Assert.True(reading.Catalog is not null, string.Join('\n', reading.Errors));
        return (RtpCheck)reading.Catalog.Targets[1].Check;
    }
}
