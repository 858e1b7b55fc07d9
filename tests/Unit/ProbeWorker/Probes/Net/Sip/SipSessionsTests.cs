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

    [Theory]
    [InlineData("", "recvonly")]
    [InlineData("a=sendonly\r\n", "recvonly")]
    [InlineData("a=recvonly\r\n", "inactive")]
    [InlineData("a=inactive\r\n", "inactive")]
    public void An_address_of_zeros_is_a_hold(string direction, string answered)
    {
        var turned = SipSessions.Turned(Read(Voice), Read($"{Voice}c=IN IP4 0.0.0.0\r\n{direction}"));

        Assert.True(Assert.Single(turned.Media).Has(answered));
    }

    [Fact]
    public void A_session_is_another_version_where_it_says_something_else_and_names_what_is_held()
    {
        var ours = Read(Voice + Video);
        var session = new SipSession(ours, ours);
        string[] offers =
        [
            Voice + Video,
            $"{Voice}a=sendonly\r\n{Video}",
            $"{Voice}a=sendonly\r\n{Video}",
            Voice + NoVideo,
            $"{Voice}a=recvonly\r\n{Video}a=inactive\r\n",
            Voice + Video,
        ];
        var said = new List<(string Version, bool Voice, bool Video)>();
        foreach (var offer in offers)
        {
            var version = session.Answer(Read(offer)).SessionVersion;
            said.Add((version, session.IsHeld("audio"), session.IsHeld("video")));
        }

        Assert.Equal(
            [
                ("2", false, false), // what was not said before is said now: sendrecv
                ("3", true, false),
                ("3", true, false),
                ("4", false, true),
                ("5", true, true),
                ("6", false, false),
            ],
            said
        );
        Assert.Equal("6", session.Again().SessionVersion);
    }

    private static SdpSession Read(string media)
    {
        var text = $"v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n{media}";
        Assert.True(SdpSession.TryParse(Encoding.UTF8.GetBytes(text), out var session));
        return session;
    }
}
