using System.Globalization;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>The probe against kamailio.</summary>
public sealed class SipProbeTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proxy_that_works_is_up_with_its_figures()
    {
        await lab.NeedAsync("kamailio");

        var result = await RunAsync(lab.Variables);

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Equal([PhaseNames.Resolve, PhaseNames.Exchange], result.Phases.Select(phase => phase.Name));
        var figures = result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.Equal(200, figures[MeasurementNames.StatusCode]);
        Assert.InRange(figures[MeasurementNames.RttSeconds], 1e-6, 3);
        Assert.Equal($"127.0.0.1:{lab.Variables["LAB_SIP_PORT"]}", result.Address);
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Join(", ", figures.Select(f => $"{f.Key} {f.Value.ToString("G6", CultureInfo.InvariantCulture)}"))
        );
    }

    [Fact]
    public async Task A_status_that_is_not_in_the_list_is_down_with_its_code()
    {
        await lab.NeedAsync("kamailio");

        var result = await RunAsync(lab.Variables, status: [204]);

        Assert.Equal((Outcome.Down, Reason.UnexpectedStatus), (result.Outcome, result.Reason));
        Assert.Equal("200 OK", result.Detail);
        Assert.Contains("OPTIONS sip:", result.Evidence);
    }

    [Fact]
    public async Task Frozen_it_times_out_resumed_it_is_up_and_stopped_it_is_refused()
    {
        var folder = $"/tmp/ringback-lab-sip-{Environment.ProcessId}";
        var own = await LoopbackLab.UpAsync(folder, ["kamailio"], Environment.ProcessId, Cancel);
        try
        {
            own.Freeze("kamailio");
            var frozen = await RunAsync(own.Variables, TimeSpan.FromSeconds(2));
            await own.ResumeAsync("kamailio", Cancel);
            var resumed = await RunAsync(own.Variables);
            await own.StopAsync("kamailio");
            var stopped = await RunAsync(own.Variables);

            Assert.Equal((Outcome.Down, Reason.Timeout), (frozen.Outcome, frozen.Reason));
            Assert.Contains("exchange", frozen.Detail);
            Assert.InRange(frozen.Measurements.Single(m => m.Name == MeasurementNames.Retransmissions).Value, 1, 2);
            Assert.True(resumed.Outcome == Outcome.Up, $"{resumed.Reason} {resumed.Detail}");
            Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (stopped.Outcome, stopped.Reason));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"frozen: {frozen.Detail} | stopped: {stopped.Detail} after {stopped.Duration.TotalMilliseconds} ms"
            );
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    private static Task<ProbeResult> RunAsync(
        IReadOnlyDictionary<string, string> variables,
        TimeSpan? limit = null,
        IReadOnlyList<int>? status = null
    ) =>
        OneRun.OfAsync(
            new SipCheck
            {
                Host = variables["LAB_HOST"],
                Port = int.Parse(variables["LAB_SIP_PORT"], CultureInfo.InvariantCulture),
                Status = status ?? [200],
            },
            limit ?? TimeSpan.FromSeconds(10)
        );
}
