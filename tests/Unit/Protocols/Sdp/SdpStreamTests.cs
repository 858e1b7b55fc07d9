using System.Net;
using System.Text;
using Ringback.Protocols.Sdp;

namespace Ringback.Tests.Unit.Protocols.Sdp;

public class SdpStreamTests
{
    private static readonly SdpSession Offer = SdpStream.Offer(
        IPAddress.Parse("192.0.2.1"),
        7,
        SdpStream.Media("audio", 4000, [SdpRtpMap.Pcma, SdpRtpMap.Pcmu], TimeSpan.FromMilliseconds(20))
    );

    [Fact]
    public void An_offer_says_where_we_listen_and_what_we_speak()
    {
        const string Expected = """
            v=0
            o=- 7 7 IN IP4 192.0.2.1
            s=-
            c=IN IP4 192.0.2.1
            t=0 0
            m=audio 4000 RTP/AVP 8 0
            a=rtpmap:8 PCMA/8000
            a=rtpmap:0 PCMU/8000
            a=ptime:20
            a=sendrecv

            """;

        Assert.Equal(Expected.ReplaceLineEndings("\r\n"), Offer.ToString());
        Assert.Contains("c=IN IP6 ::1\r\n", SdpStream.Offer(IPAddress.IPv6Loopback, 1, Offer.Media).ToString());
    }

    [Fact]
    public void The_answers_first_coding_that_was_offered_is_agreed()
    {
        var match = Assert.Single(SdpStream.Match(Offer, Answer("m=audio 16000 RTP/AVP 18 0 8\na=ptime:30")));

        Assert.Equal(SdpStreamRefusal.None, match.Refusal);
        Assert.Equal(("192.0.2.7", 16000), (match.Stream!.Connection.Host, match.Stream.Port));
        Assert.Equal((SdpRtpMap.Pcmu, SdpDirection.SendReceive), (match.Stream.Coding, match.Stream.Direction));
        Assert.Equal(TimeSpan.FromMilliseconds(30), match.Stream.PacketTime);
    }

    [Fact]
    public void A_coding_is_known_by_its_name_not_by_its_number()
    {
        var match = Assert.Single(SdpStream.Match(Offer, Answer("m=audio 16000 RTP/AVP 97\na=rtpmap:97 pcma/8000")));

        Assert.Equal(97, match.Stream?.Coding.PayloadType);
    }

    [Theory]
    [InlineData("m=audio 0 RTP/AVP 8", SdpStreamRefusal.Refused)]
    [InlineData("m=audio 16000 RTP/AVP 18", SdpStreamRefusal.NoCommonCoding)]
    [InlineData("m=audio 16000 RTP/SAVP 8", SdpStreamRefusal.MediaKind)]
    [InlineData("m=video 16000 RTP/AVP 8", SdpStreamRefusal.MediaKind)]
    [InlineData("m=audio 16000 RTP/AVP 8\nm=audio 16002 RTP/AVP 8", SdpStreamRefusal.MediaCount)]
    [InlineData("", SdpStreamRefusal.MediaCount)]
    public void An_answer_without_audio_says_why(string media, SdpStreamRefusal expected)
    {
        var match = Assert.Single(SdpStream.Match(Offer, Answer(media)));

        Assert.Equal(expected, match.Refusal);
        Assert.Null(match.Stream);
    }

    [Fact]
    public void An_answer_without_an_address_says_so()
    {
        var answer = Answer("m=audio 16000 RTP/AVP 8") with { Connection = null };

        Assert.Equal(SdpStreamRefusal.NoAddress, SdpStream.Match(Offer, answer)[0].Refusal);
    }

    [Fact]
    public void An_address_of_zeros_is_a_call_on_hold()
    {
        var match = Assert.Single(SdpStream.Match(Offer, Answer("m=audio 16000 RTP/AVP 8\nc=IN IP4 0.0.0.0")));

        Assert.Equal(SdpDirection.Inactive, match.Stream?.Direction);
    }

    [Fact]
    public void Streams_are_answered_in_the_order_of_the_offer()
    {
        var both = WithVideo();
        const string Voice = "m=audio 16000 RTP/AVP 8";
        const string Video = "m=video 16002 RTP/AVP 99\na=rtpmap:99 H264/90000";

        var agreed = SdpStream.Match(both, Answer($"{Voice}\n{Video}"));
        var alone = SdpStream.Match(both, Answer($"{Voice}\nm=video 0 RTP/AVP 31"));
        var turned = SdpStream.Match(both, Answer($"{Video}\n{Voice}"));
        var tooFew = SdpStream.Match(both, Answer(Voice));

        Assert.Equal([16_000, 16_002], agreed.Select(match => match.Stream!.Port));
        Assert.Equal([8, 99], agreed.Select(match => match.Stream!.Coding.PayloadType));
        Assert.Equal([SdpStreamRefusal.None, SdpStreamRefusal.Refused], alone.Select(match => match.Refusal));
        Assert.All(turned, match => Assert.Equal(SdpStreamRefusal.MediaKind, match.Refusal));
        Assert.Equal(2, tooFew.Count(match => match.Refusal == SdpStreamRefusal.MediaCount));
    }

    [Fact]
    public void Of_an_offer_that_comes_each_stream_of_ours_takes_the_first_of_its_kind()
    {
        var offer = Answer(
            "m=application 9 TCP/BFCP *\nm=video 16002 RTP/AVP 99\na=rtpmap:99 H264/90000\n"
                + "m=audio 16000 RTP/AVP 8\nm=audio 16004 RTP/AVP 8"
        );

        var agreed = SdpStream.MatchOffer(WithVideo(), offer);
        var without = SdpStream.MatchOffer(WithVideo(), Answer("m=audio 16000 RTP/AVP 8"));

        Assert.Equal([16_000, 16_002], agreed.Select(match => match.Stream!.Port));
        Assert.Equal([SdpStreamRefusal.None, SdpStreamRefusal.Refused], without.Select(match => match.Refusal));
    }

    private static SdpSession WithVideo() =>
        Offer with
        {
            Media = [.. Offer.Media, SdpStream.Media("video", 4002, [new(96, "H264", 90_000)], default)],
        };

    private static SdpSession Answer(string media)
    {
        var text = $"v=0\no=- 1 1 IN IP4 192.0.2.7\ns=-\nc=IN IP4 192.0.2.7\nt=0 0\n{media}\n".Replace("\n\n", "\n");
        Assert.True(SdpSession.TryParse(Encoding.UTF8.GetBytes(text), out var session));
        return session;
    }
}
