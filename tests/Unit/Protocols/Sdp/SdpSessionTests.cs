using System.Text;
using Ringback.Protocols.Sdp;

namespace Ringback.Tests.Unit.Protocols.Sdp;

public class SdpSessionTests
{
    // RFC 8866 §5, the example of a session description.
    private const string Example = """
        v=0
        o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
        s=Call to John Smith
        i=SDP Offer #1
        u=http://www.jdoe.example.com/home.html
        e=Jane Doe <jane@jdoe.example.com>
        p=+1 617 555-6011
        c=IN IP4 198.51.100.1
        t=0 0
        m=audio 49170 RTP/AVP 0
        m=audio 49180 RTP/AVP 0
        m=video 51372 RTP/AVP 99
        c=IN IP6 2001:db8::2
        a=rtpmap:99 h263-1998/90000

        """;

    private const string Answer = """
        v=0
        o=echo 53655765 2353687637 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 16000 RTP/AVP 0 8 18 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=fmtp:18 annexb=no
        a=rtpmap:101 telephone-event/8000
        a=ptime:20
        a=recvonly

        """;

    [Fact]
    public void The_example_of_RFC_8866_is_read_in_its_parts()
    {
        var session = Parse(Example);

        Assert.Equal(
            ("jdoe", "3724394405", "Call to John Smith"),
            (session.OriginUser, session.SessionVersion, session.Name)
        );
        Assert.Equal([49170, 49180, 51372], session.Media.Select(m => m.Port));
        Assert.Equal("198.51.100.1", session.ConnectionOf(session.Media[0])?.Host);
        Assert.Equal("2001:db8::2", session.ConnectionOf(session.Media[2])?.Address?.ToString());
        Assert.Equal([SdpRtpMap.Pcmu], session.Media[0].Codings());
        Assert.Equal([new(99, "h263-1998", 90000)], session.Media[2].Codings());
    }

    [Fact]
    public void Codings_take_their_meaning_from_rtpmap_or_from_the_static_table()
    {
        var audio = Assert.Single(Parse(Answer).Media);

        Assert.Equal(
            [SdpRtpMap.Pcmu, SdpRtpMap.Pcma, new(18, "G729", 8000), new(101, "telephone-event", 8000)],
            audio.Codings()
        );
        Assert.Equal("annexb=no", audio.FormatParameters(18));
        Assert.Null(audio.FormatParameters(8));
        Assert.Equal(TimeSpan.FromMilliseconds(20), audio.PacketTime);
        Assert.Equal(SdpDirection.ReceiveOnly, Parse(Answer).DirectionOf(audio));
    }

    [Theory]
    [InlineData("m=audio 16000", "a=inactive\nm=audio 16000", "a=recvonly\n", "", SdpDirection.Inactive)]
    [InlineData("m=audio 16000", "a=inactive\nm=audio 16000", "a=recvonly", "a=sendonly", SdpDirection.SendOnly)]
    [InlineData("", "", "a=recvonly\n", "", SdpDirection.SendReceive)]
    public void A_direction_of_the_media_outweighs_the_sessions(
        string one,
        string oneBy,
        string other,
        string otherBy,
        SdpDirection expected
    )
    {
        var text = Answer.ReplaceLineEndings("\n").Replace(other, otherBy);
        var session = Parse(one.Length == 0 ? text : text.Replace(one, oneBy));

        Assert.Equal(expected, session.DirectionOf(session.Media[0]));
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        foreach (var text in new[] { Example, Answer })
        {
            var session = Parse(text);
            Assert.Equal(session.ToString(), Parse(session.ToString()).ToString());
        }

        Assert.Equal(Answer.ReplaceLineEndings("\r\n"), Parse(Answer).ToString());
    }

    [Theory]
    [InlineData("v=0", "v=1")]
    [InlineData("v=0", "o=a 1 1 IN IP4 1.1.1.1")]
    [InlineData("s=-\n", "")]
    [InlineData("t=0 0\n", "")]
    [InlineData("t=0 0", "t=x 0")]
    [InlineData("c=IN IP4 127.0.0.1", "c=IN IP4 2001:db8::1")]
    [InlineData("c=IN IP4 127.0.0.1", "c=IN IP6 127.0.0.1")]
    [InlineData("c=IN IP4 127.0.0.1", "c=IN IP4 bad host")]
    [InlineData("c=IN IP4 127.0.0.1", "c=IN IP4 127.0.0.1\nc=IN IP4 127.0.0.2")]
    [InlineData("m=audio 16000", "m=audio 65536")]
    [InlineData("m=audio 16000", "m=audio -1")]
    [InlineData("m=audio 16000 RTP/AVP 0 8 18 101", "m=audio 16000 RTP/AVP")]
    [InlineData("m=audio 16000 RTP/AVP 0 8", "m =audio 16000 RTP/AVP 0 8")]
    [InlineData("a=recvonly", "recvonly")]
    [InlineData("a=recvonly", "a=")]
    [InlineData("o=echo", "o=")]
    public void A_broken_description_is_refused(string whole, string broken) =>
        Assert.False(
            SdpSession.TryParse(Encoding.UTF8.GetBytes(Answer.ReplaceLineEndings("\n").Replace(whole, broken)), out _)
        );

    [Fact]
    public void Truncations_and_changed_bytes_never_throw()
    {
        var bytes = Encoding.UTF8.GetBytes(Answer);
        for (var length = 0; length < bytes.Length; length++)
        {
            if (SdpSession.TryParse(bytes.AsSpan(0, length), out var cut))
                Assert.Equal(cut.ToString(), Parse(cut.ToString()).ToString());
        }

        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte)
            .Array[1, 8]
            .Sample(
                changes =>
                {
                    var changed = (byte[])bytes.Clone();
                    foreach (var (at, value) in changes)
                        changed[at] = value;

                    if (!SdpSession.TryParse(changed, out var session))
                        return;

                    SdpStream.Match(session, session);
                    Assert.Equal(session.ToString(), Parse(session.ToString()).ToString());
                },
                iter: 20_000
            );
    }

    [Fact]
    public void A_description_beyond_the_bounds_is_refused()
    {
        var lines = Answer + string.Concat(Enumerable.Repeat("a=x\r\n", 1000));
        var bytes = Answer + "a=x:" + new string('y', 32 * 1024);

        Assert.False(SdpSession.TryParse(Encoding.UTF8.GetBytes(lines), out _));
        Assert.False(SdpSession.TryParse(Encoding.UTF8.GetBytes(bytes), out _));
    }

    private static SdpSession Parse(string text)
    {
        Assert.True(SdpSession.TryParse(Encoding.UTF8.GetBytes(text), out var session));
        return session;
    }
}
