using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Benchmarks.Workload;

/// <summary>1,000 targets that 5 regions watch every 30 s, and what their workers send.</summary>
internal static class Fleet
{
    public const int Targets = 1_000;
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    public static readonly string[] Regions = ["bratislava", "brno", "frankfurt", "prague", "vienna"];

    public static Catalog Catalog { get; } = CatalogOf(Targets);

    /// <summary>Ten targets a component.</summary>
    /// <param name="targets">The first so many.</param>
    public static Catalog CatalogOf(int targets) =>
        new()
        {
            Regions = [.. Regions.Select(id => new Region(id, id))],
            Components =
            [
                .. Enumerable
                    .Range(0, targets)
                    .GroupBy(
                        target => target / 10,
                        (component, members) =>
                            new Component($"service-{component}", $"Service {component}", null, [.. members.Select(Id)])
                    ),
            ],
            Targets =
            [
                .. Enumerable
                    .Range(0, targets)
                    .Select(target => new Target
                    {
                        Id = Id(target),
                        Name = Id(target),
                        Regions = Regions,
                        Interval = Interval,
                        Timeout = TimeSpan.FromSeconds(5),
                        Check = new SipCheck { Host = "127.0.0.1" },
                    }),
            ],
        };

    /// <summary>All scheduled runs of a window, as each region's worker sends them when it catches up: in order of their slots.</summary>
    /// <param name="targets">Of the first so many.</param>
    /// <returns>Full batches, the regions by turns.</returns>
    public static List<ResultBatch> Batches(Window window, int seed, int targets = Targets)
    {
        var random = new Random(seed);
        var byRegion = Regions
            .Select(region => Slots(targets, region, window).Chunk(ResultBatch.MaxResults).ToList())
            .ToList();
        return
        [
            .. Enumerable
                .Range(0, byRegion.Max(batches => batches.Count))
                .SelectMany(
                    turn => Regions.Index().Where(region => turn < byRegion[region.Index].Count),
                    (turn, region) => (turn, region)
                )
                .Select(each => new ResultBatch
                {
                    Region = each.region.Item,
                    Worker = "worker-0",
                    Results =
                    [
                        .. byRegion[each.region.Index]
                            [each.turn]
                            .Select(slot => Runs.Of(slot.Target, Id(slot.Target), each.region.Item, slot.At, random)),
                    ],
                }),
        ];
    }

    public static string Id(int target) => $"target-{target:000}";

    private static IEnumerable<(int Target, Instant At)> Slots(int targets, string region, Window window) =>
        Enumerable.Range(0, targets).SelectMany(target => SlotsOf(target, region, window)).OrderBy(slot => slot.At);

    private static IEnumerable<(int Target, Instant At)> SlotsOf(int target, string region, Window window)
    {
        var phase = Model.Sla.Slots.Phase(Id(target), region, Interval);
        for (var at = Model.Sla.Slots.FirstAtOrAfter(window.From, phase, Interval); at < window.To; at += Interval)
            yield return (target, at);
    }
}
