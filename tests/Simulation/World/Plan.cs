using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>What is watched by whom, and for how long: small enough for thousands of worlds, with every kind of change in it.</summary>
/// <param name="Versions">In order, each in force from its own instant; told when its time has come.</param>
/// <param name="Concurrency">Of the workers' one lane.</param>
/// <param name="Retention">How long after a day's end it is sealed, and what an hour's pause takes of whoever does it; null where nobody does.</param>
internal sealed record Plan(
    IReadOnlyList<string> Regions,
    IReadOnlyList<(long ToldAt, Catalog Catalog)> Versions,
    TimeSpan Length,
    int Concurrency,
    long SpoolMaxBytes,
    (TimeSpan Lag, TimeSpan Hour)? Retention
)
{
    private const string CanaryHost = "canary.test";
    private static readonly string[] Names = ["brno", "frankfurt", "prague"];

    public static Instant Begin { get; } = Instant.From(Box.Start);

    public bool HasCanaries => Versions[0].Catalog.Regions[0].Canaries.Count > 0;

    public static bool IsCanary(HttpsCheck check) => check.Url.Host == CanaryHost;

    public static Plan Of(Loop loop)
    {
        var regions = Names[..(1 + loop.Random.Next(3))];
        var length = loop.Between(150, 420);
        var targets = Enumerable.Range(1, 1 + loop.Random.Next(3)).Select(i => Target(loop, $"t{i}", regions)).ToList();
        var first = Catalog(loop, regions, targets, Begin);
        List<(long, Catalog)> versions = [(0, first)];
        for (var told = Told(TimeSpan.Zero); loop.Chance(0.55) && told < length; told = Told(told))
        {
            var before = versions[^1].Item2;
            versions.Add((told.Ticks, Next(loop, before, told, regions)));
        }

        return new Plan(
            regions,
            versions,
            length,
            Concurrency: loop.Pick([1, 2, 3, 8]),
            SpoolMaxBytes: loop.Chance(0.3) ? 2_000 + loop.Random.Next(12_000) : 1 << 30,
            Retention: loop.Chance(0.35) ? (loop.Between(5, 240), loop.Between(5, 60)) : null
        );

        TimeSpan Told(TimeSpan before) => before + loop.Between(20, length.TotalSeconds);
    }

    /// <summary>What is told at a time, in force at once or soon: targets changed, work announced, moved, taken back in part.</summary>
    private static Catalog Next(Loop loop, Catalog before, TimeSpan told, IReadOnlyList<string> regions)
    {
        var at = Instant.Max(Begin + told + loop.Between(0, 30), before.EffectiveAt + TimeSpan.FromMicroseconds(1));
        var targets = before.Targets.Select(t => loop.Chance(0.6) ? Changed(loop, t, regions) : t).ToList();
        return before with
        {
            EffectiveAt = at,
            Targets = targets,
            Maintenance = loop.Random.Next(4) switch
            {
                0 => [],
                1 => before.Maintenance,
                _ => [Work(loop, targets, told.TotalSeconds)],
            },
        };
    }

    private static MaintenanceWindow Work(Loop loop, List<Target> targets, double around)
    {
        var from = Begin + loop.Between(Math.Max(10, around - 100), around + 200);
        var isOfComponent = loop.Chance(0.5);
        return new MaintenanceWindow(
            "work",
            "Work",
            new OneOff(from, from + loop.Between(5, 100)),
            isOfComponent ? [] : [targets[0].Id],
            isOfComponent ? ["all"] : []
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
        var at = new HttpsCheck { Url = new Uri($"https://{CanaryHost}/") };
        IReadOnlyList<Canary> canaries = loop.Chance(0.5)
            ? [.. Enumerable.Repeat(new Canary(at, TimeSpan.FromSeconds(1)), 2)]
            : [];
        return new Catalog
        {
            EffectiveAt = effectiveAt,
            Regions = [.. regions.Select(region => new Region(region, region) { Canaries = canaries })],
            Components = [new Component("all", "All", null, [.. targets.Select(target => target.Id)])],
            Targets = targets,
            Maintenance = loop.Chance(0.4) ? [Work(loop, targets, 0)] : [],
        };
    }
}
