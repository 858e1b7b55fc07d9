using System.Globalization;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>Every service of the probe over every transport, against kamailio, and through it sipp and baresip.</summary>
public sealed class SipServicesTests(LabFixture lab)
{
    private static readonly Dictionary<SipTransport, string> Ports = new()
    {
        [SipTransport.Udp] = "LAB_SIP_PORT",
        [SipTransport.Tcp] = "LAB_SIP_TCP_PORT",
        [SipTransport.Tls] = "LAB_SIP_TLS_PORT",
        [SipTransport.Ws] = "LAB_SIP_WS_PORT",
        [SipTransport.Wss] = "LAB_SIP_WSS_PORT",
    };

    public static TheoryData<SipTransport> Transports => [.. Ports.Keys];

    public static MatrixTheoryData<SipTransport, string> Calls => new(Ports.Keys, ["echo", "auth-echo", "baresip"]);

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Options_is_answered(SipTransport transport)
    {
        var result = await RunAsync(transport, check => check);

        AssertUp(result);
        Assert.Equal(Before(transport).Append(PhaseNames.Exchange), result.Phases.Select(phase => phase.Name));
        Assert.Contains($"SIP/2.0/{transport.ToString().ToUpperInvariant()} ", result.Evidence);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_binding_is_made_read_back_and_removed(SipTransport transport)
    {
        // An account of its own: other tests of the shared lab register theirs, and leave them.
        await lab.NeedAsync("kamailio");
        var account = new Credential("carol", new SecretReference("PASSWORD", null));
        var password = lab.Variables["LAB_SIP_PASSWORD_3"];
        var result = await RunAsync(
            transport,
            check => check with { Service = SipService.Register, Credential = account },
            password
        );

        AssertUp(result);
        Assert.Equal(
            [.. Before(transport), PhaseNames.Register, PhaseNames.ReadBack, PhaseNames.Unregister],
            result.Phases.Select(phase => phase.Name)
        );
        Assert.DoesNotContain(password, result.Evidence);
        Assert.DoesNotContain("response=", result.Evidence);
        Assert.Empty(await Kamailio.ContactsAsync(lab.Variables["LAB_SIP_CONTROL"], "carol"));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_is_placed_answered_and_ended(SipTransport transport, string user)
    {
        var result = await RunAsync(transport, check => check with { Service = SipService.Call, User = user });

        AssertUp(result);
        Assert.Contains("BYE ", result.Evidence);
        var figures = result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.InRange(
            figures[MeasurementNames.PostDialDelaySeconds],
            1e-6,
            figures[MeasurementNames.SessionSetupSeconds]
        );
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_wrong_password_is_refused(SipTransport transport) =>
        AssertUp(
            await RunAsync(
                transport,
                check =>
                    check with
                    {
                        Service = SipService.WrongCredentials,
                        Status = [401, 403, 407],
                        Credential = new Credential("carol", new SecretReference("NONE", null)),
                    }
            )
        );

    [Theory]
    [InlineData(486, Outcome.Degraded, Reason.Busy)]
    [InlineData(503, Outcome.Down, Reason.UnexpectedStatus)]
    [InlineData(603, Outcome.Down, Reason.UnexpectedStatus)]
    public async Task A_refused_call_is_judged_by_its_code(int status, Outcome outcome, Reason reason)
    {
        var result = await RunAsync(
            SipTransport.Wss,
            check => check with { Service = SipService.Call, User = $"status-{status}" }
        );

        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_browsers_offer_is_answered_over_a_secure_WebSocket()
    {
        var result = await RunAsync(
            SipTransport.Wss,
            check => check with { Service = SipService.Call, User = "baresip-webrtc", WebRtc = true }
        );

        AssertUp(result);
    }

    [Fact]
    public async Task A_browser_cannot_talk_over_an_answer_without_encryption()
    {
        var result = await RunAsync(
            SipTransport.Wss,
            check => check with { Service = SipService.Call, User = "echo", WebRtc = true }
        );

        Assert.Equal((Outcome.Down, Reason.ProtocolError), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_password_that_is_not_the_accounts_is_an_auth_failure()
    {
        var result = await RunAsync(
            SipTransport.Tcp,
            check => check with { Service = SipService.Register },
            "not the password"
        );

        Assert.Equal((Outcome.Down, Reason.AuthFailed), (result.Outcome, result.Reason));
        Assert.Contains("refused the user name or the password", result.Detail);
    }

    [Theory]
    [InlineData(DigestStrength.Md5)]
    [InlineData(DigestStrength.Sha256)]
    public async Task A_registrar_that_asks_for_SHA_256_gets_it(DigestStrength weakest)
    {
        await lab.NeedAsync("registrar-sha256");
        var result = await OneRun.OfAsync(
            new SipCheck
            {
                Host = "127.0.0.1",
                Port = Number("LAB_SHA256_PORT"),
                Service = SipService.Register,
                Credential = new Credential("alice", new SecretReference("PASSWORD", null)),
                Realm = "strong.test",
                Digest = weakest,
            },
            TimeSpan.FromSeconds(10),
            secrets: new Secrets(_ => lab.Variables["LAB_SHA256_PASSWORD"]),
            evidenceAlways: true
        );

        AssertUp(result);
        Assert.Contains("digest: SHA-256", result.Evidence);
    }

    [Fact]
    public async Task A_registrar_that_asks_for_MD5_is_told_nothing_where_that_is_too_weak()
    {
        var result = await RunAsync(
            SipTransport.Udp,
            check => check with { Service = SipService.Register, Digest = DigestStrength.Sha256 }
        );

        Assert.Equal((Outcome.Down, Reason.AuthFailed), (result.Outcome, result.Reason));
        Assert.Contains("The server asks for MD5, which is weaker than the check allows.", result.Detail);
    }

    [Theory]
    [InlineData(SipTransport.Tls)]
    [InlineData(SipTransport.Wss)]
    public async Task A_certificate_of_an_unknown_authority_or_about_to_expire_is_said(SipTransport transport)
    {
        var stranger = await RunAsync(transport, check => check with { Tls = new() });
        var old = await RunAsync(
            transport,
            check => check with { Tls = check.Tls with { CertificateExpiry = TimeSpan.FromDays(300) } }
        );

        Assert.Equal((Outcome.Down, Reason.TlsFailure), (stranger.Outcome, stranger.Reason));
        Assert.Equal((Outcome.Degraded, Reason.CertificateExpiring), (old.Outcome, old.Reason));
    }

    [Theory]
    [InlineData(SipTransport.Udp, "LAB_BARESIP_PORT")]
    [InlineData(SipTransport.Tcp, "LAB_BARESIP_PORT")]
    [InlineData(SipTransport.Tls, "LAB_BARESIP_TLS_PORT")]
    public async Task Baresip_itself_answers_options_and_calls(SipTransport transport, string port)
    {
        await lab.NeedAsync("baresip");
        foreach (var service in new[] { SipService.Options, SipService.Call })
        {
            AssertUp(
                await RunAsync(
                    transport,
                    check => check with { Port = Number(port), Service = service, User = "echo", Credential = null }
                )
            );
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Over_IPv6_too(SipTransport transport)
    {
        foreach (var service in new[] { SipService.Options, SipService.Register, SipService.Call })
        {
            var result = await RunAsync(
                transport,
                check =>
                    check with
                    {
                        Host = "::1",
                        Service = service,
                        User = service == SipService.Call ? "auth-echo" : null,
                    }
            );

            AssertUp(result);
            Assert.StartsWith("[::1]:", result.Address, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("auth-echo")]
    [InlineData("auth-baresip")]
    public async Task An_INVITE_of_more_than_a_packet_is_taken_over_UDP(string user)
    {
        var result = await RunAsync(
            SipTransport.Udp,
            check => check with { Service = SipService.Call, User = user, InviteSize = 2600 }
        );

        AssertUp(result);
    }

    private async Task<ProbeResult> RunAsync(
        SipTransport transport,
        Func<SipCheck, SipCheck> change,
        string? password = null
    )
    {
        await lab.NeedAsync("kamailio");
        var check = new SipCheck
        {
            Host = "127.0.0.1",
            Port = Number(Ports[transport]),
            Transport = transport,
            Tls = new() { CaFile = lab.Variables["LAB_CA_FILE"] },
            Domain = "lab.test",
            Credential = new Credential("alice", new SecretReference("PASSWORD", null)),
            Realm = "lab.test",
        };
        var result = await OneRun.OfAsync(
            change(check),
            TimeSpan.FromSeconds(10),
            secrets: new Secrets(_ => password ?? lab.Variables["LAB_SIP_PASSWORD"]),
            evidenceAlways: true
        );
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{transport}: {result.Outcome} {result.Detail}\n{result.Evidence}"
        );
        return result;
    }

    private static IEnumerable<string> Before(SipTransport transport) =>
        transport switch
        {
            SipTransport.Udp => [PhaseNames.Resolve],
            SipTransport.Tcp => [PhaseNames.Resolve, PhaseNames.Connect],
            SipTransport.Tls => [PhaseNames.Resolve, PhaseNames.Connect, PhaseNames.Tls],
            SipTransport.Ws => [PhaseNames.Resolve, PhaseNames.Connect, PhaseNames.Upgrade],
            _ => [PhaseNames.Resolve, PhaseNames.Connect, PhaseNames.Tls, PhaseNames.Upgrade],
        };

    private static void AssertUp(ProbeResult result) =>
        Assert.True(
            result.Outcome == Outcome.Up,
            $"{result.Outcome} {result.Reason} {result.Detail}\n{result.Evidence}"
        );

    private int Number(string variable) => int.Parse(lab.Variables[variable], CultureInfo.InvariantCulture);
}
