using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api;

/// <summary>A noon hour of <c>pbx</c> and <c>web</c>: pbx is down from 12:03 to 12:06, the rest is up until 12:10.</summary>
internal static class Seeds
{
    public static Instant At(double minute) => Samples.Noon + TimeSpan.FromMinutes(minute);

    public static IEnumerable<ProbeResult> Runs(string target, int from, int to, Outcome outcome = Outcome.Up) =>
        Enumerable
            .Range(from, to - from)
            .SelectMany(minute =>
                Samples.Regions.Select(region => Samples.Result(target, region, At(minute), outcome))
            );

    /// <summary>The clock stands at 12:10:30 afterwards.</summary>
    public static async Task SeedOutageAsync(this Centre centre)
    {
        centre.SetTime(At(10.5));
        await centre.IngestAsync(
            Runs("pbx", 0, 3),
            Runs("pbx", 3, 6, Outcome.Down),
            Runs("pbx", 6, 11),
            Runs("web", 0, 11)
        );
        await centre.DeriveAsync();
    }
}
