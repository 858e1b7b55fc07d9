using System.Text;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>A session of voice and video that is offered again in the middle of a call (RFC 3264 §8).</summary>
public class SipSessionsTests
{
    private const string Voice = "m=audio 4000 RTP/AVP 8\r\n";
    private const string Video = "m=video 4002 RTP/AVP 96\r\n";
    private const string NoVideo = "m=video 0 RTP/AVP 31\r\n";

    [Theory]
    [InlineData(Voice + Video, true)]
    [InlineData(Voice + NoVideo, true)]
    [InlineData(Voice + "m=video 4002 RTP/AVP 97\r\n", false)]
    [InlineData(Voice + "m=video 4002 RTP/SAVP 96\r\n", false)]
    [InlineData(Video + Voice, false)]
    [InlineData(Voice, false)]
    public void The_same_streams_can_be_offered_again_and_one_be_taken_out(string offer, bool fits) =>
        Assert.Equal(fits, SipSessions.Fits(Read(Voice + Video), Read(offer)));

    [Fact]
    public void Each_stream_is_turned_for_itself_and_one_that_is_taken_out_is_answered_so()
    {
        var ours = Read(Voice + Video);

        var held = SipSessions.Turned(ours, Read($"{Voice}a=sendonly\r\n{Video}"));
        var without = SipSessions.Turned(ours, Read(Voice + NoVideo));

        Assert.Equal(
            [SdpDirection.ReceiveOnly, SdpDirection.SendReceive],
            held.Media.Select(media => held.DirectionOf(media))
        );
        Assert.Equal([4000, 0], without.Media.Select(media => media.Port));
    }

    [Fact]
    public void What_the_answer_refused_stays_refused_whoever_offers_again()
    {
        var settled = SipSessions.Settled(Read(Voice + Video), Read(Voice + NoVideo));

        Assert.Equal([4000, 0], settled.Media.Select(media => media.Port));
        Assert.True(SipSessions.Fits(settled, Read(Voice + Video)));
        Assert.Equal([4000, 0], SipSessions.Turned(settled, Read(Voice + Video)).Media.Select(media => media.Port));
        Assert.Equal(2, SipSessions.Settled(Read(Voice + Video), Read(Voice)).Media.Count(media => !media.IsRefused));
    }

    private static SdpSession Read(string media)
    {
        var text = $"v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n{media}";
        Assert.True(SdpSession.TryParse(Encoding.UTF8.GetBytes(text), out var session));
        return session;
    }
}
