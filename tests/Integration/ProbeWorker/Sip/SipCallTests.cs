using System.Globalization;
using System.Net;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>Calls through kamailio to sipp.</summary>
public sealed class SipCallTests(LabFixture lab)
{
    private static readonly SdpSession Offer = SdpStream.Offer(
        IPAddress.Loopback,
        1,
        SdpStream.Media("audio", 4000, [SdpRtpMap.Pcma], TimeSpan.FromMilliseconds(20))
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("echo", false)]
    [InlineData("auth-echo", true)]
    public async Task A_call_is_set_up_through_the_proxy_and_ended(string extension, bool withCredentials)
    {
        await lab.NeedAsync("kamailio");
        var run = Run();
        await using var agent = new SipUserAgent(run, Server());
        await using var call = agent.Invite(To(extension), Offer, withCredentials ? Credentials() : null);

        var final = await call.Final.WaitAsync(Cancel);
        var bye = await call.ByeAsync(Cancel);

        Assert.True(final.Response.Status == 200, run.Evidence.ToString());
        Assert.True(bye?.Response.Status == 200, run.Evidence.ToString());
        var audio = SdpStream.Match(Offer, call.Answer!)[0].Stream!;
        Assert.Equal(("127.0.0.1", lab.Variables["LAB_ECHO_RTP_PORT"]), (audio.Connection.Host, $"{audio.Port}"));
        Assert.Equal(SdpRtpMap.Pcma, audio.Coding);
        Assert.DoesNotContain(lab.Variables["LAB_SIP_PASSWORD"], run.Evidence.ToString());
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{extension}: post-dial delay {call.PostDialDelay}, setup {call.SetupTime}, bye {bye.Rtt}, "
                + $"retransmissions {agent.Retransmissions}"
        );
    }

    [Fact]
    public async Task Without_or_with_wrong_credentials_the_proxy_asks_and_the_call_ends_there()
    {
        await lab.NeedAsync("kamailio");
        await using var agent = new SipUserAgent(Run(), Server());
        await using var bare = agent.Invite(To("auth-echo"), Offer, null);
        await using var wrong = agent.Invite(To("auth-echo"), Offer, Credentials() with { Password = "wrong" });

        Assert.Equal(407, (await bare.Final.WaitAsync(Cancel)).Response.Status);
        Assert.Equal(407, (await wrong.Final.WaitAsync(Cancel)).Response.Status);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(486)]
    [InlineData(503)]
    [InlineData(603)]
    public async Task A_refused_call_says_with_what(int status)
    {
        await lab.NeedAsync("kamailio");
        await using var agent = new SipUserAgent(Run(), Server());
        await using var call = agent.Invite(To($"status-{status}"), Offer, null);

        Assert.Equal(status, (await call.Final.WaitAsync(Cancel)).Response.Status);
        Assert.Null(await call.ByeAsync(Cancel));
    }

    [Fact]
    public async Task A_call_that_is_left_ringing_is_taken_back()
    {
        await using var ringing = await SippAgent.StartAsync(SippScenarios.Ringing);
        var run = Run();
        await using var agent = new SipUserAgent(run, ringing.EndPoint);
        await using var call = agent.Invite(SipUri.Create("ringing", "127.0.0.1", ringing.EndPoint.Port), Offer, null);
        await Until.TrueAsync(() => call.PostDialDelay is not null, "it rings");

        var final = await call.CancelAsync(Cancel);

        Assert.True(final.Response.Status == 487, run.Evidence.ToString());
        Assert.Equal(0, await ringing.ExitCodeAsync(Cancel));
    }

    [Fact]
    public async Task Provisional_responses_that_are_to_be_reliable_are_acknowledged_one_by_one()
    {
        await using var reliable = await SippAgent.StartAsync(SippScenarios.Reliable);
        var run = Run();
        await using var agent = new SipUserAgent(run, reliable.EndPoint);
        await using var call = agent.Invite(SipUri.Create("sipp", "127.0.0.1", reliable.EndPoint.Port), Offer, null);

        var final = await call.Final.WaitAsync(Cancel);
        var bye = await call.ByeAsync(Cancel);

        Assert.True(
            (final.Response.Status, bye?.Response.Status, call.Pracks) == (200, 200, 2),
            run.Evidence.ToString()
        );
        Assert.NotNull(SdpStream.Match(Offer, call.Answer!)[0].Stream);
        Assert.Equal(0, await reliable.ExitCodeAsync(Cancel));
    }

    private static ProbeRun Run() =>
        new(
            "pbx",
            "prague",
            TimeSpan.FromSeconds(30),
            new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess),
            TimeProvider.System
        );

    private IPEndPoint Server() =>
        new(IPAddress.Loopback, int.Parse(lab.Variables["LAB_SIP_PORT"], CultureInfo.InvariantCulture));

    private SipUri To(string user) => SipUri.Create(user, "127.0.0.1", Server().Port);

    private SipCredentials Credentials() =>
        new(lab.Variables["LAB_SIP_USER"], lab.Variables["LAB_SIP_PASSWORD"], lab.Variables["LAB_SIP_DOMAIN"]);
}
