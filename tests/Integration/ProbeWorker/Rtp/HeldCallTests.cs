using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.Integration.ProbeWorker.Sip;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>A call that sipp holds twice: what it says of our answers, and we of the media.</summary>
public sealed class HeldCallTests : IDisposable
{
    private readonly PacedSender _sender = new();

    [Fact]
    public async Task A_call_that_is_held_and_taken_up_again_loses_nothing()
    {
        await using var holding = await SippAgent.StartAsync(SippHold.Scenario);
        var result = await OneRun.OfAsync(
            new RtpCheck
            {
                Host = "127.0.0.1",
                Port = holding.EndPoint.Port,
                Extension = "sipp",
                MediaDuration = TimeSpan.FromSeconds(4),

                // This machine may be busy: what is tested here is what becomes of the call.
                MaxSendLateness = TimeSpan.FromSeconds(2),
                JitterBuffer = TimeSpan.FromSeconds(2),
                Limits = new RtpLimits { Delay = TimeSpan.FromSeconds(2), Jitter = TimeSpan.FromSeconds(2) },
            },
            TimeSpan.FromSeconds(30),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, new PortWalk())),
            new Secrets(_ => null),
            evidenceAlways: true
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{figures[MeasurementNames.PacketsSent]} sent, {figures[MeasurementNames.PacketsWithheld]} withheld, {figures[MeasurementNames.PacketsLost]} lost"
        );
        Assert.InRange(figures[MeasurementNames.PacketsWithheld], 40, 140);
        Assert.Equal(200, figures[MeasurementNames.PacketsSent] + figures[MeasurementNames.PacketsWithheld]);
        Assert.Equal(0, figures[MeasurementNames.PacketsLost]);
        Assert.Equal(0, await holding.ExitCodeAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _sender.Dispose();
}
