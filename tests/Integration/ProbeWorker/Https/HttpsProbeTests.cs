using Ringback.Cli.Lab;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Https;

/// <summary>The probe against nginx.</summary>
public sealed class HttpsProbeTests(LabFixture lab)
{
    [Fact]
    public async Task Nginx_is_up_with_all_phases_and_figures()
    {
        await lab.NeedAsync("nginx");
        var result = await RunAsync(
            lab.Variables,
            check => check with { Expect = new() { Body = new() { Contains = "ringback lab is up" } } }
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Equal(
            ["resolve", "connect", "tls", "request", "first_byte", "body"],
            result.Phases.Select(phase => phase.Name)
        );
        Assert.Contains(new Measurement(MeasurementNames.StatusCode, 200), result.Measurements);
        Assert.Contains(result.Measurements, m => m is { Name: MeasurementNames.CertificateExpirySeconds, Value: > 0 });
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Join(", ", result.Phases.Select(phase => $"{phase.Name} {phase.Duration.TotalMilliseconds:F2} ms"))
        );
    }

    [Theory]
    [InlineData("/status/503", Reason.UnexpectedStatus)]
    [InlineData("/redirect", Reason.UnexpectedStatus)]
    [InlineData("/slow", Reason.Timeout)]
    public async Task What_nginx_answers_otherwise_has_its_reason(string path, Reason reason)
    {
        await lab.NeedAsync("nginx");
        var result = await RunAsync(lab.Variables, check => check with { Url = new Uri(check.Url, path) }, timeout: 2);

        Assert.Equal((Outcome.Down, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Without_the_labs_authority_its_certificate_is_not_trusted()
    {
        await lab.NeedAsync("nginx");
        var result = await RunAsync(lab.Variables, check => check with { Tls = new TlsSettings() });

        Assert.Equal((Outcome.Down, Reason.TlsFailure), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Frozen_it_times_out_resumed_it_is_up_and_stopped_it_is_refused()
    {
        var folder = $"/tmp/ringback-lab-https-{Environment.ProcessId}";
        var own = await LoopbackLab.UpAsync(
            folder,
            ["nginx"],
            Environment.ProcessId,
            TestContext.Current.CancellationToken
        );
        try
        {
            own.Freeze("nginx");
            var frozen = await RunAsync(own.Variables, timeout: 1);
            await own.ResumeAsync("nginx", TestContext.Current.CancellationToken);
            var resumed = await RunAsync(own.Variables);
            await own.StopAsync("nginx");
            var stopped = await RunAsync(own.Variables);

            Assert.Equal((Outcome.Down, Reason.Timeout), (frozen.Outcome, frozen.Reason));
            Assert.True(resumed.Outcome == Outcome.Up, $"{resumed.Reason} {resumed.Detail}");
            Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (stopped.Outcome, stopped.Reason));
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    private static Task<ProbeResult> RunAsync(
        IReadOnlyDictionary<string, string> variables,
        Func<HttpsCheck, HttpsCheck>? change = null,
        double timeout = 60
    )
    {
        var check = new HttpsCheck
        {
            Url = new Uri($"https://{variables["LAB_HOST"]}:{variables["LAB_HTTPS_PORT"]}/"),
            Tls = new TlsSettings { CaFile = variables["LAB_CA_FILE"], CertificateExpiry = TimeSpan.Zero },
        };
        return OneRun.OfAsync(change is null ? check : change(check), TimeSpan.FromSeconds(timeout));
    }
}
