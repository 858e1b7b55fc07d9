using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>A ledger of two targets of one component, watched from two regions: Postgres and the simulated one hold the same contracts.</summary>
public abstract class LedgerSetting : IAsyncLifetime
{
    private protected static readonly Instant Noon = Instant.From(
        new DateTimeOffset(2026, 10, 5, 12, 0, 0, TimeSpan.Zero)
    );
    private static readonly string[] Regions = ["brno", "prague"];
    private static readonly Dictionary<int, Instant?> Never = [];

    private protected ILedgerDoor Door { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Door = await OpenAsync();
        await Door.ApplyAsync(Catalog(Target("pbx"), Target("web")), Noon);
        await ForgetAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Door.DisposeAsync();
    }

    private protected abstract Task<ILedgerDoor> OpenAsync();

    private protected async Task ForgetAsync()
    {
        while (await Door.Derivations.ClaimAsync(9, [], Cancel) is { } claimed)
        {
            await using (claimed)
                await claimed.CommitAsync(Never, Noon, [], Cancel);
        }
    }

    private protected async Task<IDerivation> ClaimAsync(int limit = 9)
    {
        var claimed = await Door.Derivations.ClaimAsync(limit, [], Cancel);
        Assert.NotNull(claimed);
        return claimed;
    }

    private protected static Task CommitAsync(IDerivation derivation, params int[] events) =>
        derivation.CommitAsync(
            derivation.Targets.ToDictionary(target => target.Id, _ => (Instant?)null),
            Minute(90),
            [.. events.Select(target => new LedgerEvent(EventKinds.Verdict, target, null, null, Noon, "{}"))],
            Cancel
        );

    private protected static Task WriteVerdictsAsync(IDerivation derivation, int minute, params Verdict[] minutes) =>
        derivation.TargetVerdicts.WriteAsync(
            [(1, Minute(minute), [.. minutes.Select((each, i) => new Change<Verdict>(Minute(minute + i), each))])],
            Cancel
        );

    private protected static Task<long> OpenAsync(IDerivation derivation, int minute) =>
        derivation.TargetIncidents.OpenAsync(1, new Incident(Minute(minute), null, Verdict.Down), Noon, Cancel);

    private protected Task<StoreReceipt> StoreAsync(params ProbeResult[] results) =>
        Door.Results.StoreAsync([.. results.Select(each => new TakenResult(each, null))], Minute(90), Cancel);

    private protected static IEnumerable<Instant> Moments(ClaimedTarget target) =>
        target.Touches.Select(touch => touch.At).OrderBy(at => at.Microseconds);

    private protected static Instant Minute(int minute) => Noon + TimeSpan.FromMinutes(minute);

    private protected static ProbeResult Up(string target, int minute, string region = "prague") =>
        new()
        {
            Target = target,
            Region = region,
            ScheduledAt = Minute(minute),
            StartedAt = Minute(minute) + TimeSpan.FromMilliseconds(1),
            Trigger = Trigger.Schedule,
            Outcome = Outcome.Up,
        };

    private protected static Catalog Catalog(params IReadOnlyList<Target> targets) =>
        new()
        {
            Regions = [.. Regions.Select(id => new Region(id, id))],
            Components = [new Component("calls", "Calls", null, [.. targets.Select(target => target.Id)])],
            Targets = targets,
        };

    private protected static Target Target(string id) =>
        new()
        {
            Id = id,
            Name = id,
            Regions = Regions,
            Interval = TimeSpan.FromSeconds(60),
            Timeout = TimeSpan.FromSeconds(5),
            Check = new HttpsCheck { Url = new Uri($"https://{id}.test/") },
        };
}
