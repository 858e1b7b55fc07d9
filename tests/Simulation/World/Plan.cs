using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>What is watched by whom, and for how long: small enough for thousands of worlds, with every kind of change in it.</summary>
/// <param name="Versions">In order, each in force from its own instant; told when its time has come.</param>
/// <param name="Concurrency">Of the workers' one lane.</param>
internal sealed record Plan(
    IReadOnlyList<string> Regions,
    IReadOnlyList<(long ToldAt, Catalog Catalog)> Versions,
    TimeSpan Length,
    int Concurrency,
    long SpoolMaxBytes
)
{
    private static readonly string[] Names = ["brno", "frankfurt", "prague"];

    public static Instant Begin { get; } = Instant.From(Box.Start);

    public static Plan Of(Loop loop)
    {
        var regions = Names[..(1 + loop.Random.Next(3))];
        var length = loop.Between(150, 420);
        var targets = Enumerable.Range(1, 1 + loop.Random.Next(3)).Select(i => Target(loop, $"t{i}", regions)).ToList();
        var first = Catalog(loop, regions, targets, Begin);
        List<(long, Catalog)> versions = [(0, first)];
        if (loop.Chance(0.5))
        {
            var told = loop.Between(20, length.TotalSeconds);
            var changed = targets.Select(target => loop.Chance(0.6) ? Changed(loop, target, regions) : target).ToList();
            versions.Add(
                (told.Ticks, first with { EffectiveAt = Begin + told + loop.Between(0, 30), Targets = changed })
            );
        }

        return new Plan(
            regions,
            versions,
            length,
            Concurrency: loop.Pick([1, 2, 3, 8]),
            SpoolMaxBytes: loop.Chance(0.3) ? 2_000 + loop.Random.Next(12_000) : 1 << 30
        );
    }

    private static Target Target(Loop loop, string id, IReadOnlyList<string> regions)
    {
        var interval = TimeSpan.FromSeconds(loop.Pick([5, 6, 10, 15, 20]));
        return new Target
        {
            Id = id,
            Name = id,
            Regions = regions,
            Interval = interval,
            Timeout = interval * (0.2 + (0.5 * loop.Random.NextDouble())) is var timeout
                ? TimeSpan.FromMilliseconds(Math.Floor(timeout.TotalMilliseconds))
                : default,
            Confirm = new Confirmation(1 + loop.Random.Next(3), 1 + loop.Random.Next(2)),
            Quorum = loop.Pick([Quorum.Majority, Quorum.Any, Quorum.All, Quorum.Of(2)]),
            Check = new HttpsCheck { Url = new Uri($"https://{id}.test/") },
        };
    }

    private static Target Changed(Loop loop, Target target, IReadOnlyList<string> regions)
    {
        var other = Target(loop, target.Id, regions);
        return loop.Random.Next(3) switch
        {
            0 => target with { Confirm = other.Confirm, Quorum = other.Quorum },
            1 => target with { Interval = other.Interval, Timeout = other.Timeout },
            _ => target with { Regions = [.. regions.Where(_ => loop.Chance(0.6))] },
        };
    }

    private static Catalog Catalog(Loop loop, IReadOnlyList<string> regions, List<Target> targets, Instant effectiveAt)
    {
        var maintenance = new List<MaintenanceWindow>();
        if (loop.Chance(0.4))
        {
            var from = Begin + loop.Between(10, 200);
            var isOfComponent = loop.Chance(0.5);
            maintenance.Add(
                new MaintenanceWindow(
                    "work",
                    "Work",
                    new OneOff(from, from + loop.Between(5, 100)),
                    isOfComponent ? [] : [targets[0].Id],
                    isOfComponent ? ["all"] : []
                )
            );
        }

        return new Catalog
        {
            EffectiveAt = effectiveAt,
            Regions = [.. regions.Select(region => new Region(region, region))],
            Components = [new Component("all", "All", null, [.. targets.Select(target => target.Id)])],
            Targets = targets,
            Maintenance = maintenance,
        };
    }
}
