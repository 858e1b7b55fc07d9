using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Ntp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Ntp;

/// <summary>Runs of the ntp probe that share what a worker keeps between them.</summary>
internal sealed class NtpRuns
{
    public static readonly WorkerClock Vouched = new(true, TimeSpan.FromMilliseconds(1));

    private readonly NtpHolds _holds = new();

    public static ProbeMeans Means => new(Resolver.OfSystem, Secrets.OfProcess);

    public OwnClock Own { get; } = new();

    public static NtpCheck Check(LoopbackNtpServer server) => new() { Host = "127.0.0.1", Port = server.Port };

    public async Task<(Judgement Judgement, ProbeRun Run)> RunAsync(
        LoopbackNtpServer server,
        WorkerClock clock,
        string region = "prague",
        NtpCheck? check = null
    )
    {
        var run = new ProbeRun("ntp", region, TimeSpan.FromSeconds(30), Means, TimeProvider.System);
        return (
            await new NtpProbe(_holds, () => clock, Own).RunAsync(
                check ?? Check(server),
                run,
                TestContext.Current.CancellationToken
            ),
            run
        );
    }

    public static Dictionary<string, double> Figures(ProbeRun run) =>
        run.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
}
