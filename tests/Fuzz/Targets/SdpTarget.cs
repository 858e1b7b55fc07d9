using Ringback.Protocols.Sdp;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>A session description: what is read can be written and read again, and be matched with an offer.</summary>
internal sealed class SdpTarget : IFuzzTarget
{
    private static readonly SdpSession Offer = Read(
        """
        v=0
        o=- 1 1 IN IP4 192.0.2.1
        s=-
        c=IN IP4 192.0.2.1
        t=0 0
        m=audio 4000 RTP/AVP 8 0 9 18 101
        a=rtpmap:101 telephone-event/8000

        """
    );

    public string Name => "sdp";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Offer.ToBytes(),
        Text.Lines(
            """
            v=0
            o=alice 2890844526 2890844527 IN IP6 2001:db8::7
            s=A call
            i=of two
            c=IN IP6 2001:db8::7
            b=AS:90
            t=2873397496 0
            a=group:BUNDLE 0
            a=ice-lite
            m=audio 9 UDP/TLS/RTP/SAVPF 111 8 101
            c=IN IP4 0.0.0.0
            a=rtpmap:111 opus/48000/2
            a=fmtp:111 minptime=10;useinbandfec=1
            a=rtcp:9 IN IP4 0.0.0.0
            a=rtcp-mux
            a=ptime:20
            a=recvonly
            a=fingerprint:sha-256 AA:BB
            a=candidate:1 1 udp 2130706431 192.0.2.7 5004 typ host
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000

            """
        ),
    ];

    public IReadOnlyList<byte[]> Words { get; } =
        Text.Words(
            "\r\n",
            "m=audio 4000 RTP/AVP 8\r\n",
            "a=rtpmap:8 PCMA/8000\r\n",
            "a=sendonly\r\n",
            "a=inactive\r\n",
            "c=IN IP4 224.2.1.1/127/3\r\n",
            "t=0 0\r\n",
            "o=- 1 1 IN IP4 ",
            "IP6 ::1",
            "65536",
            "a=ptime:0\r\n",
            "a=rtcp-mux\r\n"
        );

    public void Try(ReadOnlySpan<byte> input)
    {
        if (!SdpSession.TryParse(input, out var session))
            return;

        var text = session.ToString();
        Text.Hold(SdpSession.TryParse(session.ToBytes(), out var again), "what was written can be read");
        Text.Hold(again!.ToString() == text, "it is written the same again");
        foreach (var media in session.Media)
            _ = (
                media.Codings().Count,
                media.PacketTime,
                session.DirectionOf(media),
                session.ConnectionOf(media)?.Address
            );

        foreach (var matches in new[] { SdpStream.Match(Offer, session), SdpStream.MatchOffer(Offer, session) })
        {
            Text.Hold(matches.Count == Offer.Media.Count, "each stream of ours has its match");
            foreach (var match in matches)
            {
                Text.Hold(
                    match.Stream is null == (match.Refusal != SdpStreamRefusal.None),
                    "a match has a stream or a refusal"
                );
                Text.Hold(match.Stream is null or { Port: > 0 and <= 65_535 }, "a stream has a port");
            }
        }
    }

    private static SdpSession Read(string text) =>
        SdpSession.TryParse(Text.Lines(text), out var session)
            ? session
            : throw new ArgumentException("is no session description", nameof(text));
}
