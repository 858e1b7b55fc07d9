using System.Net;
using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Sdp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

internal static class SipRuns
{
    /// <summary>Our media of a call, on port 4000.</summary>
    public static readonly SdpSession Session = SdpStream.Offer(
        IPAddress.Loopback,
        1,
        SdpStream.Media("audio", 4000, [SdpRtpMap.Pcma], TimeSpan.FromMilliseconds(20))
    );

    public static ProbeRun Run(TimeProvider? time = null) =>
        new(
            "pbx",
            "prague",
            TimeSpan.FromSeconds(30),
            new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess),
            time ?? TimeProvider.System
        );

    /// <summary>Moves a fake clock on until something real has happened.</summary>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider time, Task done)
    {
        while (!done.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(0.1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
