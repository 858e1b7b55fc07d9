using Ringback.Model.Results;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https.Exchange;

/// <summary>Servers that mean harm: each ends with a reason, in time, and with little memory.</summary>
public sealed class HostileServersTests
{
    private const double TimeLimit = 1.5;
    public static TheoryData<string> Names => [.. HostileServers.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_ends_with_its_reason(string name)
    {
        var (serve, reason) = HostileServers.All[name];
        await using var server = new LoopbackTlsServer((stream, _, stop) => serve(stream, stop));

        var result = await HttpsRuns.RunAsync(server, timeout: TimeLimit);

        Assert.True(result.Reason == reason, $"{result.Outcome} {result.Reason} {result.Detail}");
        Assert.Equal(reason is null ? Outcome.Up : Outcome.Down, result.Outcome);
        Assert.All(
            result.Measurements.Where(m => m.Name == MeasurementNames.SizeBytes),
            size => Assert.InRange(size.Value, 0, 1024 * 1024)
        );
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{name}: {result.Duration.TotalSeconds:F3} s, {result.Reason} {result.Detail}"
        );
    }
}
