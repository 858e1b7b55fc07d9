using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Probes.Net.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.CalledPeer;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>Provisional responses that must be acknowledged (RFC 3262).</summary>
public sealed class SipReliableProvisionalTests
{
    private const string Session =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 16000 RTP/AVP 8\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_gets_its_PRACK_once_and_in_order_and_later_requests_count_on()
    {
        string invite = "";
        await using var peer = new LoopbackSipPeer(
            (message, _) =>
                message.Split(' ')[0] switch
                {
                    // The second one twice, as if its PRACK was lost; and one out of order.
                    "INVITE" => Progress(
                        invite = message,
                        Reliable(message, "180 Ringing", 7),
                        Reliable(message, "183 Session Progress", 9),
                        Reliable(message, "183 Session Progress", 8),
                        Reliable(message, "183 Session Progress", 8)
                    ),
                    "PRACK" when Header(message, "RAck").StartsWith('8') =>
                    [
                        Response(message, "200 OK"),
                        Response(invite, "200 OK", "Contact: <sip:a@127.0.0.1>\r\n", Session),
                    ],
                    "PRACK" or "BYE" => [Response(message, "200 OK")],
                    _ => [],
                }
        );
        await using var agent = new SipUserAgent(SipRuns.Run(new FakeTimeProvider()), peer.EndPoint);
        await using var call = Invite(agent, peer);

        var final = await call.Final.WaitAsync(Cancel);
        await call.ByeAsync(Cancel);

        Assert.Equal((200, 2), (final.Response.Status, call.Pracks));
        Assert.NotNull(call.Answer);
        var (first, second) = (await peer.NextAsync("PRACK"), await peer.NextAsync("PRACK"));
        Assert.Equal(("7 1 INVITE", "2 PRACK"), (Header(first, "RAck"), Header(first, "CSeq")));
        Assert.Equal(("8 1 INVITE", "3 PRACK"), (Header(second, "RAck"), Header(second, "CSeq")));
        Assert.Equal("4 BYE", Header(await peer.NextAsync("BYE"), "CSeq"));
        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task An_answer_that_was_said_reliably_need_not_be_said_again()
    {
        string invite = "";
        await using var peer = new LoopbackSipPeer(
            (message, _) =>
                message.Split(' ')[0] switch
                {
                    "INVITE" => Progress(invite = message, Reliable(message, "183 Session Progress", 1, Session)),
                    "PRACK" =>
                    [
                        Response(message, "200 OK"),
                        Response(invite, "200 OK", "Contact: <sip:a@127.0.0.1>\r\n"),
                    ],
                    "BYE" => [Response(message, "200 OK")],
                    _ => [],
                }
        );
        await using var agent = new SipUserAgent(SipRuns.Run(new FakeTimeProvider()), peer.EndPoint);
        await using var call = Invite(agent, peer);

        await call.Final.WaitAsync(Cancel);

        Assert.Equal(16000, Assert.Single(call.Answer!.Media).Port);
    }

    [Fact]
    public async Task One_that_need_not_be_acknowledged_is_not_and_answers_nothing_for_good()
    {
        await using var peer = new LoopbackSipPeer(
            (message, _) =>
                message.Split(' ')[0] switch
                {
                    "INVITE" =>
                    [
                        Response(message, "183 Session Progress", "Contact: <sip:a@127.0.0.1>\r\n", Session),
                        Response(message, "200 OK", "Contact: <sip:a@127.0.0.1>\r\n"),
                    ],
                    "BYE" => [Response(message, "200 OK")],
                    _ => [],
                }
        );
        await using var agent = new SipUserAgent(SipRuns.Run(new FakeTimeProvider()), peer.EndPoint);
        await using var call = Invite(agent, peer);

        await call.Final.WaitAsync(Cancel);
        await call.ByeAsync(Cancel);

        Assert.Equal(0, call.Pracks);
        Assert.Null(call.Answer);
        Assert.DoesNotContain(peer.Rest(), message => message.StartsWith("PRACK", StringComparison.Ordinal));
    }

    private static string[] Progress(string _, params string[] responses) => responses;

    private static string Reliable(string invite, string status, int sequence, string body = "") =>
        Response(
            invite,
            status,
            $"Require: 100rel\r\nRSeq: {sequence}\r\nContact: <sip:a@127.0.0.1>\r\n"
                + (body.Length > 0 ? "Content-Type: application/sdp\r\n" : ""),
            body
        );
}
