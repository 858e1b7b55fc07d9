using Ringback.Cli.Commands;
using Ringback.Cli.Probing;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.Cli.Probing;

public class ProbeAddressTests
{
    private static readonly Credential Credential = new("u", new SecretReference("PASSWORD", null));

    /// <summary>Whoever asks about one server hears of what is stapled to its certificate.</summary>
    private static readonly TlsSettings Tls = new() { Staple = StapleUse.IfAny };

    public static TheoryData<string, object> Good =>
        new()
        {
            {
                "https://site.test/x",
                new HttpsCheck
                {
                    Url = new Uri("https://site.test/x"),
                    Login = new HttpLogin { Basic = Credential },
                    Tls = Tls,
                }
            },
            {
                "nts:time.test",
                new NtpCheck
                {
                    Host = "time.test",
                    Nts = true,
                    Tls = Tls,
                }
            },
            {
                "dns:pbx.test",
                new DnsCheck
                {
                    Name = "pbx.test",
                    Type = DnsQueryType.A,
                    Tls = Tls,
                }
            },
            {
                "dns://[2001:db8::53]/_sip._udp.pbx.test;type=srv;transport=tls;dnssec;follow",
                new DnsCheck
                {
                    Name = "_sip._udp.pbx.test",
                    Type = DnsQueryType.Srv,
                    Resolver = "2001:db8::53",
                    Port = 853,
                    Transport = DnsTransport.Tls,
                    Dnssec = true,
                    Follow = true,
                    Tls = Tls,
                }
            },
            {
                "tcp:mail.test:465;tls",
                new TcpCheck
                {
                    Host = "mail.test",
                    Port = 465,
                    OverTls = true,
                    Tls = Tls,
                }
            },
            { "sip:pbx.test", Sip(new SipCheck { Host = "pbx.test" }) },
            {
                "sip:100@pbx.test:5070",
                Sip(
                    new SipCheck
                    {
                        Host = "pbx.test",
                        Port = 5070,
                        User = "100",
                    }
                )
            },
            { "sip:[2001:db8::1]:5070", Sip(new SipCheck { Host = "2001:db8::1", Port = 5070 }) },
            { "sip:[2001:db8::1]", Sip(new SipCheck { Host = "2001:db8::1" }) },
            {
                "sip:600@pbx.test;transport=wss;service=call;path=/sip;domain=lab.test;realm=asterisk",
                new SipCheck
                {
                    Host = "pbx.test",
                    Port = 443,
                    Transport = SipTransport.Wss,
                    Service = SipService.Call,
                    User = "600",
                    Path = "/sip",
                    Tls = Tls,
                    Domain = "lab.test",
                    Realm = "asterisk",
                    Credential = Credential,
                }
            },
            {
                "sip:pbx.test;transport=tls;service=register;locate",
                new SipCheck
                {
                    Host = "pbx.test",
                    Port = 5061,
                    Transport = SipTransport.Tls,
                    Service = SipService.Register,
                    Locate = true,
                    Tls = Tls,
                    Credential = Credential,
                }
            },
            {
                "turn:192.0.2.1",
                new TurnCheck { Host = "192.0.2.1", Credential = Credential }
            },
            {
                "turns:turn.test",
                new TurnCheck
                {
                    Host = "turn.test",
                    Port = 5349,
                    Transport = TurnTransport.Tls,
                    Tls = Tls,
                    Credential = Credential,
                }
            },
            {
                "ntp:time.test:1123",
                new NtpCheck { Host = "time.test", Port = 1123 }
            },
            {
                "rtp:echo@pbx.test",
                new RtpCheck
                {
                    Host = "pbx.test",
                    Extension = "echo",
                    Tls = Tls,
                    Credential = Credential,
                }
            },
        };

    [Theory]
    [MemberData(nameof(Good))]
    public void An_address_is_a_check_with_the_defaults_of_its_kind(string text, object expected)
    {
        Assert.True(ProbeAddress.TryParse(text, Credential, null, out var check));
        Assert.Equivalent(expected, check, strict: true);
    }

    [Theory]
    [InlineData("sip:")]
    [InlineData("sip:@pbx.test")]
    [InlineData("sip:pbx.test:0")]
    [InlineData("sip:pbx.test:65536")]
    [InlineData("sip:pbx.test:5060x")]
    [InlineData("sip:2001:db8::1")]
    [InlineData("sip:[2001:db8::1]5060")]
    [InlineData("sip:pbx test")]
    [InlineData("sip:pbx.test;transport=sctp")]
    [InlineData("sip:pbx.test;service=invite")]
    [InlineData("sip:pbx.test;service=call")]
    [InlineData("sip:pbx.test;service=register")]
    [InlineData("sip:pbx.test;lr")]
    [InlineData("rtp:echo@pbx.test;service=call")]
    [InlineData("rtp:pbx.test")]
    [InlineData("ntp:u@time.test")]
    [InlineData("tel:+420")]
    [InlineData("https://")]
    [InlineData("https://user:secret@site.test/")]
    [InlineData("http://site.test/")]
    public void Anything_else_is_refused(string text) => Assert.False(ProbeAddress.TryParse(text, null, null, out _));

    [Fact]
    public void Each_outcome_has_its_exit_code() =>
        Assert.Equal(
            [0, 1, 3, 4],
            new[] { Outcome.Up, Outcome.Down, Outcome.Degraded, Outcome.Unknown }.Select(ProbeCommand.ExitCode)
        );

    private static SipCheck Sip(SipCheck check) =>
        check with
        {
            Status = SipCheck.UsualStatus(check.Service),
            Tls = Tls,
        };
}
