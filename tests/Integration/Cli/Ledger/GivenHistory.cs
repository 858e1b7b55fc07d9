using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Cli.Ledger;

/// <summary>What is imported: a result a minute.</summary>
internal static class GivenHistory
{
    public static readonly Instant Noon = Samples.Noon;

    public static IEnumerable<int> Minutes(int from, int to) => Enumerable.Range(from, to - from);

    public static ProbeResult At(string region, int minute, bool isDown) =>
        Samples.Result("pbx", region, Noon + TimeSpan.FromMinutes(minute), isDown ? Outcome.Down : Outcome.Up);

    public static Task<Centre> CentreAsync(LabFixture lab, TimeSpan after = default) =>
        Centre.StartAsync(lab, Samples.Catalog(), Noon + after);
}
