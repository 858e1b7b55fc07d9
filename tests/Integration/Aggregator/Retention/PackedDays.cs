using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator;
using Ringback.Aggregator.Retention;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Cli.Ledger;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Retention;

/// <summary>Two days around midnight, to be packed.</summary>
internal static class PackedDays
{
    public static readonly Instant Midnight = Samples.Noon + TimeSpan.FromHours(12);
    public static readonly Instant Later = Midnight + TimeSpan.FromDays(4);

    public static Catalog Catalog() =>
        Samples.Catalog(Samples.Target("pbx"), Samples.Target("web")) with
        {
            Maintenance =
            [
                new MaintenanceWindow(
                    "night",
                    "Night work",
                    new OneOff(Midnight + TimeSpan.FromMinutes(-40), Midnight + TimeSpan.FromMinutes(-20)),
                    ["pbx"],
                    []
                ),
            ],
        };

    /// <summary>Two hours before midnight and one after, with holes, failures, confirm runs and one run by hand.</summary>
    public static List<ProbeResult> History(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(-120, 180)
                .SelectMany(_ => Samples.Regions, (minute, region) => (minute, region))
                .SelectMany(_ => new[] { "pbx", "web" }, (run, target) => (run.minute, run.region, target))
                .Where(_ => random.Next(8) > 0)
                .Select(run =>
                    Samples.Result(
                        run.target,
                        run.region,
                        Midnight + TimeSpan.FromMinutes(run.minute),
                        run.minute is >= 10 and < 18
                            ? Outcome.Down
                            : (Outcome)(1 + Math.Min(3, random.Next(6) * random.Next(2))),
                        random.Next(10) == 0 ? Trigger.Confirm : Trigger.Schedule
                    ) with
                    {
                        Duration = TimeSpan.FromMicroseconds(random.Next(20_000, 30_000)),
                    }
                ),
            Samples.Result("pbx", "prague", Midnight, Outcome.Down, Trigger.Manual),
        ];
    }

    public static async Task TakeAsync(Centre centre, IEnumerable<ProbeResult> results)
    {
        centre.SetTime(Midnight + TimeSpan.FromMinutes(62));
        await centre.IngestAsync(results.GroupBy(result => result.Region));
        await DeriveAsync(centre);
    }

    public static AggregatorOptions Options(Centre centre) => new() { Database = centre.Database.ConnectionString };

    public static PackingService Packing(Centre centre) =>
        new(
            new PackingLedger(centre.Database.Source),
            Options(centre),
            centre.Time,
            NullLogger<PackingService>.Instance
        );

    public static async Task SameAsync(Centre expected, Centre actual)
    {
        Assert.Equal(await expected.ExportAsync(), await actual.ExportAsync());
        Assert.Equal(await expected.DerivedAsync(), await actual.DerivedAsync());
        Assert.Equal(await RollupsAsync(expected), await RollupsAsync(actual));
        Assert.Equal((0, "nothing is stored otherwise\n"), await actual.VerifyAsync());
    }

    public static Task<List<string>> RollupsAsync(Centre centre) =>
        centre.Database.RowsAsync(
            "select target, region, day::text, encode(total, 'hex'), encode(hours, 'hex') from rollup order by 1, 2, 3"
        );

    /// <summary>A derivation rolls up a day at most.</summary>
    public static async Task DeriveAsync(Centre centre)
    {
        for (var round = 0; round < 6; round++)
            await centre.DeriveAsync();
    }
}
