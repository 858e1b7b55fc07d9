using System.Globalization;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Dns;

/// <summary>The probe against unbound, which validates; zones in <c>infra/lab/unbound/zones</c>.</summary>
public sealed class DnsProbeTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, DnsQueryType, string[]> Signed =>
        new()
        {
            { "sip1.voip.test", DnsQueryType.A, ["192.0.2.1"] },
            { "sip1.voip.test", DnsQueryType.Aaaa, ["2001:db8::1"] },
            { "www.voip.test", DnsQueryType.Cname, ["sip1.voip.test"] },
            { "www.voip.test", DnsQueryType.A, ["192.0.2.1"] }, // behind the alias
            { "voip.test", DnsQueryType.Txt, ["v=spf1 -all"] },
            { "_sip._udp.voip.test", DnsQueryType.Srv, ["10 60 5060 sip1.voip.test", "20 0 5060 sip2.voip.test"] },
            {
                "voip.test",
                DnsQueryType.Naptr,
                [
                    "10 50 \"s\" \"SIPS+D2T\" \"\" _sips._tcp.voip.test",
                    "20 50 \"s\" \"SIP+D2U\" \"\" _sip._udp.voip.test",
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Signed))]
    public async Task Every_type_over_every_transport_proven(string name, DnsQueryType type, string[] answers)
    {
        foreach (var transport in Enum.GetValues<DnsTransport>())
        {
            var check = await CheckAsync(name, type, transport) with { Answers = answers, Dnssec = true };
            var result = await RunAsync(check);

            Assert.True(result.Outcome == Outcome.Up, $"{transport}: {result.Detail}\n{result.Evidence}");
            Assert.Equal(
                transport switch
                {
                    DnsTransport.Udp => [PhaseNames.Resolve, PhaseNames.Exchange],
                    DnsTransport.Tcp => [PhaseNames.Resolve, PhaseNames.Connect, PhaseNames.Exchange],
                    _ => [PhaseNames.Resolve, PhaseNames.Connect, PhaseNames.Tls, PhaseNames.Exchange],
                },
                result.Phases.Select(phase => phase.Name)
            );
        }
    }

    public static TheoryData<string, DnsQueryType, bool, Outcome, Reason> Faults =>
        new()
        {
            { "nobody.voip.test", DnsQueryType.A, false, Outcome.Down, Reason.DnsFailure }, // NXDOMAIN
            { "sip2.voip.test", DnsQueryType.Aaaa, false, Outcome.Down, Reason.DnsFailure }, // no data
            { "www.dead.test", DnsQueryType.A, false, Outcome.Down, Reason.DnsFailure }, // SERVFAIL
            { "www.broken.test", DnsQueryType.A, false, Outcome.Down, Reason.DnssecFailure }, // bogus
            { "www.plain.test", DnsQueryType.A, true, Outcome.Down, Reason.DnssecFailure }, // not signed
            { "_half._udp.voip.test", DnsQueryType.Srv, true, Outcome.Degraded, Reason.RecordsInconsistent },
            { "_lost._udp.voip.test", DnsQueryType.Srv, true, Outcome.Down, Reason.RecordsInconsistent },
            { "_none._udp.voip.test", DnsQueryType.Srv, true, Outcome.Down, Reason.RecordsInconsistent },
            { "_alias._udp.voip.test", DnsQueryType.Srv, true, Outcome.Degraded, Reason.RecordsInconsistent },
            { "gone.voip.test", DnsQueryType.Naptr, true, Outcome.Down, Reason.RecordsInconsistent },
            { "mixed.voip.test", DnsQueryType.Naptr, true, Outcome.Degraded, Reason.RecordsInconsistent },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_fault_has_its_reason(
        string name,
        DnsQueryType type,
        bool dnssec,
        Outcome outcome,
        Reason reason
    )
    {
        var check = await CheckAsync(name, type) with { Dnssec = dnssec, Follow = type >= DnsQueryType.Srv };
        var result = await RunAsync(check);

        Assert.True((outcome, reason) == (result.Outcome, result.Reason), $"{result.Reason}\n{result.Evidence}");
        TestContext.Current.TestOutputHelper!.WriteLine(result.Detail!);
    }

    [Fact]
    public async Task A_sip_domain_leads_to_addresses_all_the_way_proven()
    {
        var result = await RunAsync(
            await CheckAsync("voip.test", DnsQueryType.Naptr) with
            {
                Dnssec = true,
                Follow = true,
            }
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Detail}\n{result.Evidence}");
        Assert.Matches("sip2.voip.test \\d+ A 192.0.2.2", result.Evidence);
        Assert.Equal(PhaseNames.Follow, result.Phases[^1].Name);
    }

    [Fact]
    public async Task An_answer_too_long_for_a_datagram_comes_over_TCP()
    {
        var result = await RunAsync(
            await CheckAsync("long.voip.test", DnsQueryType.Txt) with
            {
                Dnssec = true,
                LeastAnswers = 12,
                MostAnswers = 12,
            }
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Detail}\n{result.Evidence}");
        var figures = result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.Equal((1, 12), (figures[MeasurementNames.TruncatedAnswer], figures[MeasurementNames.AnswersCount]));
        Assert.InRange(figures[MeasurementNames.SizeBytes], 1233, 65_535);
        Assert.Equal(
            [PhaseNames.Resolve, PhaseNames.Exchange, PhaseNames.Connect, PhaseNames.Exchange],
            result.Phases.Select(phase => phase.Name)
        );
    }

    [Fact]
    public async Task A_server_of_the_zone_itself_says_so_and_a_resolver_does_not()
    {
        var own = await RunAsync(await CheckAsync("www.own.test", DnsQueryType.A) with { Authoritative = true });
        var other = await RunAsync(await CheckAsync("www.plain.test", DnsQueryType.A) with { Authoritative = true });

        Assert.Equal(Outcome.Up, own.Outcome);
        Assert.Equal((Outcome.Down, Reason.AssertionFailed), (other.Outcome, other.Reason));
    }

    [Fact]
    public async Task A_certificate_of_nobody_s_or_of_another_or_about_to_expire_is_told()
    {
        var check = await CheckAsync("sip1.voip.test", DnsQueryType.A, DnsTransport.Tls);

        var stranger = await RunAsync(check with { Tls = new() });
        var another = await RunAsync(check with { Tls = check.Tls with { ServerName = "other.test" } });
        var expiring = await RunAsync(
            check with
            {
                Tls = check.Tls with { CertificateExpiry = TimeSpan.FromDays(60) },
            }
        );

        Assert.Equal((Outcome.Down, Reason.TlsFailure), (stranger.Outcome, stranger.Reason));
        Assert.Equal((Outcome.Down, Reason.TlsFailure), (another.Outcome, another.Reason));
        Assert.Equal((Outcome.Degraded, Reason.CertificateExpiring), (expiring.Outcome, expiring.Reason));
    }

    [Fact]
    public async Task Stopped_it_is_refused_frozen_it_times_out_and_resumed_it_is_up()
    {
        var folder = $"/tmp/ringback-lab-dns-{Environment.ProcessId}";
        var own = await LoopbackLab.UpAsync(folder, ["unbound"], Environment.ProcessId, Cancel);
        try
        {
            var check = Check(own.Variables, "sip1.voip.test", DnsQueryType.A, DnsTransport.Udp);
            own.Freeze("unbound");
            var frozen = await RunAsync(check, TimeSpan.FromSeconds(1));
            await own.ResumeAsync("unbound", Cancel);
            var resumed = await RunAsync(check);
            await own.StopAsync("unbound");
            var stopped = await RunAsync(check);

            Assert.Equal((Outcome.Down, Reason.Timeout), (frozen.Outcome, frozen.Reason));
            Assert.True(resumed.Outcome == Outcome.Up, $"{resumed.Reason} {resumed.Detail}");
            Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (stopped.Outcome, stopped.Reason));
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_port_takes_connections(bool tls)
    {
        await lab.NeedAsync("unbound");
        var result = await OneRun.OfAsync(
            new TcpCheck
            {
                Host = lab.Variables["LAB_HOST"],
                Port = Port(lab.Variables, tls ? "LAB_DNS_TLS_PORT" : "LAB_DNS_PORT"),
                OverTls = tls,
                Tls = new() { CaFile = tls ? lab.Variables["LAB_CA_FILE"] : null },
            },
            TimeSpan.FromSeconds(10),
            evidenceAlways: true
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Detail}\n{result.Evidence}");
        Assert.Equal(tls, result.Measurements.Any(m => m.Name == MeasurementNames.CertificateExpirySeconds));
    }

    private static Task<ProbeResult> RunAsync(DnsCheck check, TimeSpan? limit = null) =>
        OneRun.OfAsync(check, limit ?? TimeSpan.FromSeconds(10), evidenceAlways: true);

    private async Task<DnsCheck> CheckAsync(string name, DnsQueryType type, DnsTransport transport = DnsTransport.Udp)
    {
        await lab.NeedAsync("unbound");
        return Check(lab.Variables, name, type, transport);
    }

    private static DnsCheck Check(
        IReadOnlyDictionary<string, string> variables,
        string name,
        DnsQueryType type,
        DnsTransport transport
    ) =>
        new()
        {
            Name = name,
            Type = type,
            Resolver = variables["LAB_HOST"],
            Port = Port(variables, transport == DnsTransport.Tls ? "LAB_DNS_TLS_PORT" : "LAB_DNS_PORT"),
            Transport = transport,
            Tls = new() { CaFile = variables["LAB_CA_FILE"] },
        };

    private static int Port(IReadOnlyDictionary<string, string> variables, string name) =>
        int.Parse(variables[name], CultureInfo.InvariantCulture);
}
