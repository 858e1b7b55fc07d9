using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Ntp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Ntp;

/// <summary>Network Time Security against chrony, with an authority of the lab's own.</summary>
public sealed class NtsProbeTests(LabFixture lab)
{
    [Fact]
    public async Task Keys_come_first_and_every_answer_proves_them()
    {
        var result = await RunAsync(await CheckAsync());

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

    private static Task<ProbeResult> RunAsync(NtpCheck check) =>
        OneRun.OfAsync(
            check,
            TimeSpan.FromSeconds(10),
            ProbeKind.Of(NtpCheck.KindName, new NtpProbe(new NtpHolds(), WorkerClock.Read, new OwnClock())),
            evidenceAlways: true
        );

    private async Task<NtpCheck> CheckAsync()
    {
        await lab.NeedAsync("chrony");
        return new NtpCheck
        {
            Host = lab.Variables["LAB_HOST"],
            Port = int.Parse(lab.Variables["LAB_NTP_PORT"], CultureInfo.InvariantCulture),
            Nts = true,
            NtsPort = int.Parse(lab.Variables["LAB_NTS_PORT"], CultureInfo.InvariantCulture),
            Tls = new() { CaFile = lab.Variables["LAB_CA_FILE"] },
            RateLimit = false,
        };
    }
}
