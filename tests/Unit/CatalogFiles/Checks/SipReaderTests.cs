using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.CatalogFiles.Checks;

public class SipReaderTests
{
    private const string Sip = "sip: { host: pbx.example.com }";
    private const string Account = "credential: { username: carol, password: { env: X } }";

    [Fact]
    public void Every_setting_is_read()
    {
        var check = Read(
            "sip: { service: call, host: pbx.example.com, transport: wss, path: /sip, user: 600, webrtc: true, domain: pbx.test, "
                + "realm: asterisk, digest: sha-512-256, ca_file: /ca.pem, status: [200], degraded_status: [480], "
                + "timers: { t1: 250ms, t2: 2s, t4: 3s }, limits: { post_dial_delay: 2s, certificate_expiry: 7d }, "
                + Account
                + " }"
        );

        Assert.Equal(
            (SipService.Call, SipTransport.Wss, 443, "/sip", "600", true),
            (check.Service, check.Transport, check.Port, check.Path, check.User, check.WebRtc)
        );
        Assert.Equal(
            ("pbx.test", "asterisk", DigestStrength.Sha512Slash256, "/ca.pem", "carol"),
            (check.Domain, check.Realm, check.Digest, check.Tls.CaFile, check.Credential?.Username)
        );
        Assert.Equal([480], check.DegradedStatus);
        Assert.Equal(
            (0.25, 2.0, 3.0),
            (check.Times.T1.TotalSeconds, check.Times.T2.TotalSeconds, check.Times.T4.TotalSeconds)
        );
        Assert.Equal((2.0, 7.0), (check.MaxPostDialDelay?.TotalSeconds, check.Tls.CertificateExpiry.TotalDays));
    }

    [Theory]
    [InlineData("udp", 5060)]
    [InlineData("tcp", 5060)]
    [InlineData("tls", 5061)]
    [InlineData("ws", 80)]
    [InlineData("wss", 443)]
    public void A_transport_has_its_usual_port(string transport, int port) =>
        Assert.Equal(port, Read($"sip: {{ host: pbx.example.com, transport: {transport} }}").Port);

    [Theory]
    [InlineData("sip: { host: a.example.com, service: call }", "sip.user: is missing")]
    [InlineData("sip: { host: a.example.com, service: call, user: 112 }", "'112' is an emergency number")]
    [InlineData(
        "sip: { host: a.example.com, service: call, user: 112, may_call: 911 }",
        "'112' is an emergency number"
    )]
    [InlineData("sip: { host: a.example.com, service: register }", "sip.credential: is missing")]
    [InlineData("sip: { host: a.example.com, locate: true, port: 5060 }", "'locate' asks DNS for it")]
    [InlineData("sip: { host: a.example.com, webrtc: true }", "is a call's offer")]
    [InlineData("sip: { host: a.example.com, invite_size: 1800 }", "is of a call over UDP")]
    [InlineData(
        "sip: { host: a.example.com, service: call, user: 600, transport: tcp, invite_size: 1800 }",
        "is of a call over UDP"
    )]
    [InlineData("sip: { host: a.example.com, service: call, user: 600, invite_size: 1300 }", "1301")]
    [InlineData(
        "sip: { host: a.example.com, status: [200], degraded_status: [200] }",
        "has 200, which 'status' has too"
    )]
    [InlineData("sip: { host: a.example.com, timers: { t1: 5s } }", "is less than t1")]
    [InlineData("sip: { host: a.example.com, transport: sctp }", "'sctp' is not one of udp, tcp, tls, ws, wss")]
    public void What_cannot_be_meant_is_said(string sip, string expected) =>
        Assert.Contains(expected, Assert.Single(Catalogs.ErrorsWith(Sip, sip)));

    [Fact]
    public void The_least_size_of_an_INVITE_is_read() =>
        Assert.Equal(
            1800,
            Read("sip: { host: a.example.com, service: call, user: 600, invite_size: 1800 }").InviteSize
        );

    [Fact]
    public void A_number_that_is_meant_is_said_twice() =>
        Assert.Equal("+420212345678", Read(Calling("+420212345678, may_call: \"+420212345678\"")).User);

    [Fact]
    public void Wrong_passwords_are_tried_hourly_at_most_and_on_an_account_of_their_own()
    {
        var wrong = $"sip: {{ host: pbx.example.com, service: wrong_credentials, {Account} }}";

        Assert.Contains("too often", Assert.Single(Catalogs.ErrorsWith(Sip, wrong)));
        Assert.Contains(
            "which target 'rtp' needs",
            Assert.Single(Catalogs.ErrorsWith(Sip, "interval: 1h\n    " + wrong.Replace("carol", "alice")))
        );
        var check = Read("interval: 1h\n    " + wrong);
        Assert.Equal((false, 401), (check.MayBeConfirmed, check.Status[0]));
    }

    private static string Calling(string user) => $"sip: {{ host: pbx.example.com, service: call, user: {user} }}";

    private static SipCheck Read(string sip)
    {
        var reading = Catalogs.Parse(Catalogs.Good.Replace(Sip, sip, StringComparison.Ordinal));
        Assert.Empty(reading.Errors);
        return Assert.IsType<SipCheck>(reading.Catalog!.Targets[0].Check);
    }
}
