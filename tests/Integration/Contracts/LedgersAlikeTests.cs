using Microsoft.Extensions.Time.Testing;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using Ringback.Tests.Simulation.Contracts;

namespace Ringback.Tests.Integration.Contracts;

/// <summary>The production deriver over Postgres and over the simulated ledger, told the same at random: both end bit for bit alike.</summary>
public sealed class LedgersAlikeTests(LabFixture lab)
{
    private const int Steps = 40;
    private static readonly string[] Targets = ["pbx", "web"];
    private static readonly string[] Regions = ["brno", "prague"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_is_asked_of_both_they_end_alike(int seed)
    {
        await using var real = new PostgresLedgerDoor(await TestDatabase.CreateAsync(lab));
        await using var simulated = new SimulatedLedgerDoor();
        var (expected, found) = (await RunAsync(real, seed), await RunAsync(simulated, seed));

        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    /// <returns>All that it holds afterwards, a line each.</returns>
    private static async Task<List<string>> RunAsync(ILedgerDoor ledger, int seed)
    {
        var random = new Random(seed);
        var now = Samples.Noon;
        await ledger.ApplyAsync(AnyCatalog(random), now);
        for (var step = 0; step < Steps; step++)
        {
            now += TimeSpan.FromSeconds(random.Next(600));
            switch (random.Next(10))
            {
                case 0:
                    await ledger.ApplyAsync(AnyCatalog(random), now);
                    break;
                case 1:
                    await ledger.Retention.SealAsync(now - TimeSpan.FromMinutes(random.Next(90, 300)), Cancel);
                    break;
                case 2:
                    await DeriveAsync(new CrashingDerivations(ledger.Derivations), now);
                    break;
                case 3 or 4:
                    await ledger.Derivations.TouchDueAsync(now, Cancel);
                    await DeriveAsync(ledger.Derivations, now);
                    break;
                default:
                    await ledger.Results.StoreAsync(AnyBatch(random, now), now, Cancel);
                    break;
            }
        }

        await ledger.Derivations.TouchDueAsync(now, Cancel);
        await DeriveAsync(ledger.Derivations, now);
        TakenResult[] last = [.. Targets.Select(target => new TakenResult(Samples.Result(target, "brno", now), null))];
        await ledger.Results.StoreAsync(last, now, Cancel); // so that both can be claimed and read
        return await ReadAsync(ledger);
    }

    private static async Task DeriveAsync(IDerivations derivations, Instant now)
    {
        var deriver = new Deriver(derivations, new FakeTimeProvider(now.ToDateTimeOffset()));
        try
        {
            while (await deriver.DeriveAsync(1, [], Cancel) > 0) { }
        }
        catch (DerivationException e) when (e.InnerException is CrashingDerivations.Crash)
        {
            // Nothing of it may be left.
        }
    }

    private static async Task<List<string>> ReadAsync(ILedgerDoor ledger)
    {
        await using var claimed = await ledger.Derivations.ClaimAsync(9, [], Cancel);
        Assert.NotNull(claimed);
        var lines = new List<string>();
        foreach (var target in claimed.Targets.OrderBy(target => target.Id))
        {
            var all = new Dictionary<int, Instant> { [target.Id] = Instant.MinValue };
            lines.Add($"{target.Id} derived {target.DerivedAt} rolled {target.RolledTo} {target.Settings}");
            lines.AddRange(target.Touches.Select(touch => $"touch {touch.Region} {touch.At}").Order());
            lines.Add($"maintenance {string.Join(' ', target.Maintenance)}");
            lines.Add($"verdicts {(await claimed.TargetVerdicts.ReadAsync(all, Cancel))[target.Id].Verdicts}");
            lines.AddRange((await claimed.TargetIncidents.ReadAsync(all, Cancel))[target.Id].Select(Text).Order());
            foreach (var region in target.Assignments.Keys.Order())
                lines.AddRange(await ReadAsync(claimed, new View(target.Id, region)));
        }

        var component = new Dictionary<int, Instant> { [1] = Instant.MinValue };
        lines.Add($"component {(await claimed.ComponentVerdicts.ReadAsync(component, Cancel))[1].Verdicts}");
        lines.AddRange((await claimed.ComponentIncidents.ReadAsync(component, Cancel))[1].Select(Text).Order());
        return lines;
    }

    private static async Task<IEnumerable<string>> ReadAsync(IDerivation claimed, View view)
    {
        var from = new Dictionary<View, Instant> { [view] = Instant.MinValue };
        var newest = (await claimed.Regions.CheckpointsAsync([(view, Instant.MaxValue)], Cancel))[view];
        var folds = (await claimed.Regions.FoldsAsync(from, Cancel))[view];
        var states = (await claimed.Regions.StatesAsync([(view, Instant.MinValue)], Cancel))[view];
        var results = await claimed.Regions.ResultsAsync(
            new Dictionary<View, Window> { [view] = Window.Always },
            Cancel
        );
        var days = await claimed.Rollups.DaysAsync([(view, DateOnly.MinValue, DateOnly.MaxValue)], Cancel);
        return
        [
            $"{view} newest {newest.At} {Convert.ToHexString(newest.FoldBytes())}",
            $"{view} folds {string.Join(' ', folds.Select(fold => $"{fold.At} {Convert.ToHexString(fold.FoldBytes())}"))}",
            $"{view} states {states}",
            $"{view} results {string.Join(' ', results[view])}",
            .. days.OrderBy(day => day.Key.Day).Select(day => $"{day.Key} {Convert.ToHexString(day.Value.ToBytes())}"),
        ];
    }

    private static string Text(WrittenIncident written) => $"incident {written.Incident}";

    private static List<TakenResult> AnyBatch(Random random, Instant now) =>
        [
            .. Enumerable
                .Range(0, 1 + random.Next(30))
                .Select(_ => AnyResult(random, now))
                .DistinctBy(result => result.Key)
                .Select(result => new TakenResult(result, null)),
        ];

    private static ProbeResult AnyResult(Random random, Instant now)
    {
        var slots = (now - Samples.Noon) / TimeSpan.FromSeconds(60);
        var slot = Samples.Noon + (TimeSpan.FromSeconds(60) * random.Next((int)slots + 1));
        Outcome[] outcomes = [Outcome.Up, Outcome.Up, Outcome.Down, Outcome.Down, Outcome.Degraded, Outcome.Unknown];
        Trigger[] triggers = [Trigger.Schedule, Trigger.Schedule, Trigger.Schedule, Trigger.Confirm, Trigger.Manual];
        return Samples.Result(
            Targets[random.Next(2)],
            Regions[random.Next(2)],
            slot,
            outcomes[random.Next(outcomes.Length)],
            triggers[random.Next(triggers.Length)]
        ) with
        {
            StartedAt = slot + TimeSpan.FromMilliseconds(random.Next(3)),
        };
    }

    private static Catalog AnyCatalog(Random random)
    {
        Target Any(string id) =>
            Samples.Target(id) with
            {
                Regions = random.Next(4) == 0 ? [Regions[random.Next(2)]] : Regions,
                Confirm = new Confirmation(1 + random.Next(3), 1 + random.Next(2)),
                Quorum = random.Next(2) == 0 ? Quorum.Any : Quorum.Majority,
            };

        var from = Samples.Noon + TimeSpan.FromMinutes(random.Next(200));
        MaintenanceWindow work = new(
            "work",
            "Work",
            new OneOff(from, from + TimeSpan.FromMinutes(1 + random.Next(60))),
            random.Next(2) == 0 ? ["pbx"] : [],
            ["calls"]
        );
        return Samples.Catalog([.. Targets.Select(Any)]) with
        {
            Regions = [.. Regions.Select(id => new Region(id, id))],
            Maintenance = random.Next(3) == 0 ? [] : [work],
        };
    }
}
