using System.Globalization;
using System.Net;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Ntp;
using Ringback.Protocols.Ntp.Nts;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Ntp;

/// <summary>Network Time Security against chrony, with an authority of the lab's own.</summary>
public sealed class NtsProbeTests(LabFixture lab)
{
    [Fact]
    public async Task Keys_come_first_and_every_answer_proves_them()
    {
        // However busy the machine is: a reply that is waited for a second too short would count as lost.
        var result = await RunAsync(await CheckAsync(), new PatientTime());

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Equal(
            [PhaseNames.Resolve, PhaseNames.Connect, PhaseNames.Tls, PhaseNames.KeyEstablishment, PhaseNames.Exchange],
            result.Phases.Select(phase => phase.Name)
        );
        var figures = result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.Equal((8, 8), (figures[MeasurementNames.SamplesSent], figures[MeasurementNames.SamplesAnswered]));
        Assert.Equal((3, 0), (figures[MeasurementNames.Stratum], figures[MeasurementNames.IgnoredReplies]));
        Assert.InRange(
            Math.Abs(figures[MeasurementNames.OffsetSeconds]),
            0,
            (figures[MeasurementNames.DelaySeconds] / 2) + 1e-6
        );
        Assert.InRange(figures[MeasurementNames.CertificateExpirySeconds], 1, 31 * 86_400);
        Assert.EndsWith($":{lab.Variables["LAB_NTP_PORT"]}", result.Address, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper!.WriteLine(result.Evidence!);
    }

    [Fact]
    public async Task A_stranger_s_certificate_one_about_to_expire_and_a_server_of_something_else_are_told()
    {
        await lab.NeedAsync("unbound");
        var check = await CheckAsync();
        var otherPort = int.Parse(lab.Variables["LAB_DNS_TLS_PORT"], CultureInfo.InvariantCulture);

        var stranger = await RunAsync(check with { Tls = new() });
        var expiring = await RunAsync(
            check with
            {
                Tls = check.Tls with { CertificateExpiry = TimeSpan.FromDays(60) },
            }
        );
        var another = await RunAsync(check with { NtsPort = otherPort });
        var plain = await RunAsync(check with { NtsPort = check.Port });

        Assert.Equal((Outcome.Down, Reason.TlsFailure), (stranger.Outcome, stranger.Reason));
        Assert.Contains("not trusted", stranger.Detail, StringComparison.Ordinal);
        Assert.Equal((Outcome.Degraded, Reason.CertificateExpiring), (expiring.Outcome, expiring.Reason));
        Assert.Equal((Outcome.Down, Reason.ProtocolError), (another.Outcome, another.Reason));
        Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (plain.Outcome, plain.Reason));
    }

    /// <summary>A chrony that has forgotten its keys says NTSN to cookies of before (RFC 8915 §5.7); the run that hears it agrees on keys anew.</summary>
    [Fact]
    public async Task A_server_with_new_keys_says_NTSN_and_is_asked_with_new_cookies()
    {
        var folder = $"/tmp/ringback-nts-{Guid.NewGuid():N}";
        var own = await LoopbackLab.UpAsync(folder, ["chrony"], cancel: Cancel);
        try
        {
            var check = CheckOf(own.Variables);
            var run = new ProbeRun(
                "nts",
                "prague",
                TimeSpan.FromSeconds(30),
                new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess),
                TimeProvider.System
            );
            var trust = new Trust(check.Host, check.Tls, protocol: null, run.Time);
            using var session = await NtsSession.EstablishAsync(check, trust, run, Cancel);
            var server = IPEndPoint.Parse($"{check.Host}:{check.Port}");
            var before = new NtpBurst(server, session, run, TimeSpan.Zero);
            await before.RunAsync(2, () => true, Cancel);

            await ForgetKeysAsync(own);
            var after = new NtpBurst(server, session, run, TimeSpan.Zero);
            await after.RunAsync(2, () => true, Cancel);
            Assert.Equal(2, before.Samples.Count(sample => sample.Reply.Stratum == 3));
            var refused = Assert.Single(after.Samples);
            Assert.Equal(NtsRequest.Nak, refused.Reply.ReferenceId.ToCode());
            Assert.True(session.IsRefused);

            // Another run, in the middle of which the server forgets its keys again: between two requests there are 2 s.
            var next = new ProbeRun("nts", "prague", run.TimeLimit, run.Means, run.Time)
            {
                Interval = TimeSpan.FromMinutes(5),
            };
            var probe = new NtpProbe(new NtpHolds(), WorkerClock.Read, new OwnClock());
            var asking = probe.RunAsync(check with { RateLimit = true, Samples = 3 }, next, Cancel);
            await Until.TrueAsync(
                () => next.Phases.Any(phase => phase.Name == PhaseNames.Exchange),
                "it was asked once"
            );
            await ForgetKeysAsync(own);
            var judgement = await asking;

            Assert.True(judgement.Outcome == Outcome.Up, $"{judgement.Detail}\n{next.Evidence}");
            Assert.Equal(2, next.Phases.Count(phase => phase.Name == PhaseNames.KeyEstablishment));
            Assert.Contains("NTSN", next.Evidence.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    private static async Task ForgetKeysAsync(LoopbackLab own)
    {
        await own.StopAsync("chrony");
        foreach (var keys in Directory.GetFiles(own.Folder, "ntskeys", SearchOption.AllDirectories))
            File.Delete(keys);

        await own.ResumeAsync("chrony", Cancel);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<ProbeResult> RunAsync(NtpCheck check, TimeProvider? time = null) =>
        OneRun.OfAsync(
            check,
            TimeSpan.FromSeconds(10),
            ProbeKind.Of(NtpCheck.KindName, new NtpProbe(new NtpHolds(), WorkerClock.Read, new OwnClock())),
            evidenceAlways: true,
            time: time
        );

    private async Task<NtpCheck> CheckAsync()
    {
        await lab.NeedAsync("chrony");
        return CheckOf(lab.Variables);
    }

    private static NtpCheck CheckOf(IReadOnlyDictionary<string, string> variables) =>
        new()
        {
            Host = variables["LAB_HOST"],
            Port = int.Parse(variables["LAB_NTP_PORT"], CultureInfo.InvariantCulture),
            Nts = true,
            NtsPort = int.Parse(variables["LAB_NTS_PORT"], CultureInfo.InvariantCulture),
            Tls = new() { CaFile = variables["LAB_CA_FILE"] },
            RateLimit = false,
        };
}
