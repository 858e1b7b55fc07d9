using System.Globalization;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Turn;

/// <summary>The probe against coturn.</summary>
public sealed class TurnProbeTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>From the first message to the last, over whatever way.</summary>
    private static readonly string[] RelayPhases =
    [
        PhaseNames.Binding,
        PhaseNames.Allocate,
        PhaseNames.Permission,
        PhaseNames.Relay,
        PhaseNames.Release,
    ];

    [Fact]
    public async Task A_relay_that_works_is_up_with_all_its_figures()
    {
        await lab.NeedAsync("coturn");
        var result = await RunAsync(lab.Variables);

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Equal([PhaseNames.Resolve, .. RelayPhases], result.Phases.Select(phase => phase.Name));
        var figures = result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.InRange(figures[MeasurementNames.BindingRttSeconds], 1e-6, 1);
        Assert.InRange(figures[MeasurementNames.RelayRttSeconds], 1e-6, 1);
        Assert.InRange(figures[MeasurementNames.AllocateSeconds], 1e-6, 3);
        Assert.Equal(0, figures[MeasurementNames.RelayLossRatio]);
        Assert.Equal(0, figures[MeasurementNames.IgnoredReplies]);
        Assert.InRange(figures[MeasurementNames.LifetimeSeconds], 30, 3600);
        Assert.Equal($"127.0.0.1:{lab.Variables["LAB_TURN_PORT"]}", result.Address);
        TestContext.Current.TestOutputHelper!.WriteLine(Describe(result));
    }

    [Theory]
    [InlineData(TurnTransport.Tcp)]
    [InlineData(TurnTransport.Tls)]
    public async Task Over_a_stream_it_is_up_with_the_same_figures_and_the_way_s_phases(TurnTransport transport)
    {
        await lab.NeedAsync("coturn");
        var result = await RunAsync(lab.Variables, transport: transport);

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        string[] way = transport == TurnTransport.Tls ? [PhaseNames.Connect, PhaseNames.Tls] : [PhaseNames.Connect];
        Assert.Equal([PhaseNames.Resolve, .. way, .. RelayPhases], result.Phases.Select(phase => phase.Name));
        var figures = result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.InRange(figures[MeasurementNames.BindingRttSeconds], 1e-6, 1);
        Assert.InRange(figures[MeasurementNames.RelayRttSeconds], 1e-6, 1);
        Assert.Equal(0, figures[MeasurementNames.RelayLossRatio]);
        Assert.Equal(0, figures[MeasurementNames.Retransmissions]);
        if (transport == TurnTransport.Tls)
            Assert.InRange(figures[MeasurementNames.CertificateExpirySeconds], 86_400, 31 * 86_400);
    }

    [Fact]
    public async Task A_certificate_of_nobody_we_trust_is_tls_failure_and_one_that_ends_soon_is_degraded()
    {
        await lab.NeedAsync("coturn");
        var strange = await RunAsync(lab.Variables, transport: TurnTransport.Tls, isTrusted: false);
        var soon = await RunAsync(lab.Variables, transport: TurnTransport.Tls, expiry: TimeSpan.FromDays(60));

        Assert.Equal((Outcome.Down, Reason.TlsFailure), (strange.Outcome, strange.Reason));
        Assert.Equal((Outcome.Degraded, Reason.CertificateExpiring), (soon.Outcome, soon.Reason));
    }

    [Fact]
    public async Task A_wrong_password_is_auth_failed_and_nothing_secret_is_in_the_evidence()
    {
        await lab.NeedAsync("coturn");
        var result = await RunAsync(lab.Variables, password: "not-the-secret");

        Assert.Equal((Outcome.Down, Reason.AuthFailed), (result.Outcome, result.Reason));
        Assert.Contains("401", result.Detail);
        Assert.DoesNotContain("not-the-secret", result.Evidence);
    }

    [Fact]
    public async Task Without_credentials_the_binding_alone_is_taken()
    {
        await lab.NeedAsync("coturn");
        var result = await RunAsync(lab.Variables, withCredential: false);

        Assert.Equal(Outcome.Up, result.Outcome);
        Assert.Equal([PhaseNames.Resolve, PhaseNames.Binding], result.Phases.Select(phase => phase.Name));
    }

    [Fact]
    public async Task A_missing_secret_is_the_worker_s_own_fault()
    {
        await lab.NeedAsync("coturn");
        var result = await RunAsync(lab.Variables, password: "");

        Assert.Equal((Outcome.Unknown, Reason.CredentialMissing), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Stopped_it_is_refused_frozen_it_times_out_and_resumed_it_is_up()
    {
        await using var own = await OwnLab.UpAsync("outage", Cancel);
        own.Lab.Freeze("coturn");
        var frozen = await RunAsync(own.Lab.Variables, limit: TimeSpan.FromSeconds(1));
        await own.Lab.ResumeAsync("coturn", Cancel);
        var resumed = await RunAsync(own.Lab.Variables);
        await own.Lab.StopAsync("coturn");
        var stopped = await RunAsync(own.Lab.Variables);

        Assert.Equal((Outcome.Down, Reason.Timeout), (frozen.Outcome, frozen.Reason));
        Assert.True(resumed.Outcome == Outcome.Up, $"{resumed.Reason} {resumed.Detail}");
        Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (stopped.Outcome, stopped.Reason));
    }

    [Fact]
    public async Task A_run_whose_time_runs_out_in_the_middle_gives_its_allocation_back()
    {
        await using var own = await OwnLab.UpAsync("release", Cancel);
        var result = await RunAsync(own.Lab.Variables, limit: TimeSpan.FromSeconds(2), packets: 1000);

        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        Assert.Contains("relay", result.Detail);
        using var patience = Patience();
        while (own.RelaySockets() > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
    }

    /// <summary>So wide that only a condition that never comes true meets its end.</summary>
    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return patience;
    }

    private static Task<ProbeResult> RunAsync(
        IReadOnlyDictionary<string, string> variables,
        string? password = null,
        bool withCredential = true,
        TimeSpan? limit = null,
        int packets = 10,
        TurnTransport transport = TurnTransport.Udp,
        bool isTrusted = true,
        TimeSpan? expiry = null
    )
    {
        var port = transport == TurnTransport.Tls ? "LAB_TURN_TLS_PORT" : "LAB_TURN_PORT";
        var check = new TurnCheck
        {
            Host = variables["LAB_HOST"],
            Port = int.Parse(variables[port], CultureInfo.InvariantCulture),
            Transport = transport,
            Tls = new()
            {
                CaFile = transport == TurnTransport.Tls && isTrusted ? variables["LAB_CA_FILE"] : null,
                CertificateExpiry = expiry ?? TimeSpan.FromDays(14),
            },
            Credential = withCredential
                ? new Credential(variables["LAB_TURN_USER"], new SecretReference("LAB_TURN_PASSWORD", null))
                : null,
            RelayPackets = packets,
        };
        return OneRun.OfAsync(
            check,
            limit ?? TimeSpan.FromSeconds(10),
            secrets: new Secrets(name => password ?? variables[name]),
            evidenceAlways: true
        );
    }

    private static string Describe(ProbeResult result) =>
        string.Join('\n', result.Phases.Select(phase => $"{phase.Name} {phase.Duration.TotalMilliseconds:F3} ms"))
        + "\n"
        + string.Join('\n', result.Measurements.Select(figure => $"{figure.Name} {figure.Value:G6}"))
        + $"\n{result.Evidence}";

    /// <summary>One coturn of a single test, which may stop it.</summary>
    private sealed class OwnLab(LoopbackLab lab) : IAsyncDisposable
    {
        public LoopbackLab Lab { get; } = lab;

        public static async Task<OwnLab> UpAsync(string name, CancellationToken cancel) =>
            new(
                await LoopbackLab.UpAsync(
                    $"/tmp/ringback-lab-turn-{name}-{Environment.ProcessId}",
                    ["coturn"],
                    Environment.ProcessId,
                    cancel
                )
            );

        /// <summary>UDP sockets in the range that this coturn relays from.</summary>
        public int RelaySockets()
        {
            var configuration = File.ReadAllLines(
                Directory.GetFiles(Lab.Folder, "turnserver.conf", SearchOption.AllDirectories).Single()
            );
            var (first, last) = (Setting("min-port="), Setting("max-port="));
            return File.ReadLines("/proc/net/udp")
                .Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Split(':')[1])
                .Count(hex => Convert.ToInt32(hex, 16) is var port && port >= first && port <= last);

            int Setting(string key) =>
                int.Parse(
                    configuration.Single(line => line.StartsWith(key, StringComparison.Ordinal)).AsSpan(key.Length),
                    CultureInfo.InvariantCulture
                );
        }

        public async ValueTask DisposeAsync() => await LoopbackLab.DownAsync(Lab.Folder);
    }
}
