using System.Net;
using System.Text;
using Ringback.Protocols.Sdp;

namespace Ringback.Tests.Unit.Protocols.Sdp;

public class SdpStreamTests
{
    private static readonly SdpSession Offer = SdpStream.Offer(
        IPEndPoint.Parse("192.0.2.1:4000"),
        7,
        [SdpRtpMap.Pcma, SdpRtpMap.Pcmu],
        TimeSpan.FromMilliseconds(20)
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
        Assert.Contains(
            "c=IN IP6 ::1\r\n",
            SdpStream.Offer(new(IPAddress.IPv6Loopback, 4000), 1, [], default).ToString()
        );
    }

    [Fact]
    public void The_answers_first_coding_that_was_offered_is_agreed()
    {
        var match = SdpStream.Match(Offer, Answer("m=audio 16000 RTP/AVP 18 0 8\na=ptime:30"));

        Assert.Equal(SdpStreamRefusal.None, match.Refusal);
        Assert.Equal(("192.0.2.7", 16000), (match.Stream!.Connection.Host, match.Stream.Port));
        Assert.Equal((SdpRtpMap.Pcmu, SdpDirection.SendReceive), (match.Stream.Coding, match.Stream.Direction));
        Assert.Equal(TimeSpan.FromMilliseconds(30), match.Stream.PacketTime);
    }

    [Fact]
    public void A_coding_is_known_by_its_name_not_by_its_number()
    {
        var match = SdpStream.Match(Offer, Answer("m=audio 16000 RTP/AVP 97\na=rtpmap:97 pcma/8000"));

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
        var match = SdpStream.Match(Offer, Answer(media));

        Assert.Equal(expected, match.Refusal);
        Assert.Null(match.Stream);
    }

    [Fact]
    public void An_answer_without_an_address_says_so()
    {
        var answer = Answer("m=audio 16000 RTP/AVP 8") with { Connection = null };

        Assert.Equal(SdpStreamRefusal.NoAddress, SdpStream.Match(Offer, answer).Refusal);
    }

    [Fact]
    public void An_address_of_zeros_is_a_call_on_hold()
    {
        var match = SdpStream.Match(Offer, Answer("m=audio 16000 RTP/AVP 8\nc=IN IP4 0.0.0.0"));

        Assert.Equal(SdpDirection.Inactive, match.Stream?.Direction);
    }

    private static SdpSession Answer(string media)
    {
        var text = $"v=0\no=- 1 1 IN IP4 192.0.2.7\ns=-\nc=IN IP4 192.0.2.7\nt=0 0\n{media}\n".Replace("\n\n", "\n");
        Assert.True(SdpSession.TryParse(Encoding.UTF8.GetBytes(text), out var session));
        return session;
    }
}
