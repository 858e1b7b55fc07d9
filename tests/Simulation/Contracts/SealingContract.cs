using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What retention relies on in its ledger; held by Postgres and by the simulated one alike.</summary>
public abstract class SealingContract : IAsyncLifetime
{
    private protected static readonly Instant Midnight = Instant.From(
        new DateTimeOffset(2026, 10, 6, 0, 0, 0, TimeSpan.Zero)
    );
    private static readonly View View = new(1, 1);

    private ILedgerDoor _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await OpenAsync();
        await _ledger.ApplyAsync(Catalog(), Minute(-60));
        await DeriveAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _ledger.DisposeAsync();
    }

    private protected abstract Task<ILedgerDoor> OpenAsync();

    [Fact]
    public async Task Sealed_days_go_whole_once_nobody_has_yet_to_derive_them()
    {
        await StoreAsync(-1, 0);
        await _ledger.Retention.SealAsync(Midnight, Cancel);

        Assert.Equal(0, await _ledger.Retention.DropResultsAsync(Midnight, Cancel));
        Assert.Equal([Minute(-1), Minute(0)], await ResultsAsync());

        await DeriveAsync();
        Assert.Equal(1, await _ledger.Retention.DropResultsAsync(Midnight, Cancel));
        Assert.Equal(0, await _ledger.Retention.DropResultsAsync(Midnight, Cancel));
        Assert.Equal([Minute(0)], await ResultsAsync());
        Assert.Equal(Midnight, await _ledger.Retention.HorizonAsync(Cancel));
    }

    [Fact]
    public async Task A_checkpoint_that_is_kept_takes_the_place_of_those_before_it_and_touches_stay()
    {
        var kept = new Checkpoint(Minute(-1), RegionFold.Undecided);
        await StoreAsync(5);
        foreach (var at in new[] { -120, -1, -1 })
        {
            await using var sealing = await _ledger.Sealings.ClaimAsync(1, Cancel);
            Assert.Contains(Minute(5), sealing.Target.Touches.Select(touch => touch.At));
            await sealing.KeepAsync(
                new Dictionary<View, Checkpoint> { [View] = kept with { At = Minute(at) } },
                Cancel
            );
        }

        await using var undone = await _ledger.Sealings.ClaimAsync(1, Cancel);
        await undone.DisposeAsync();
        await using var claimed = await _ledger.Derivations.ClaimAsync(9, [], Cancel);
        var folds = await claimed!.Regions.FoldsAsync(
            new Dictionary<View, Instant> { [View] = Instant.MinValue },
            Cancel
        );
        Assert.Equal([kept], folds[View]);
    }

    [Fact]
    public async Task A_target_that_a_deriver_holds_is_waited_for()
    {
        await StoreAsync(5);
        var claimed = await _ledger.Derivations.ClaimAsync(9, [], Cancel);
        var waiting = Task.Run(() => _ledger.Sealings.ClaimAsync(1, Cancel), Cancel);
        Assert.False(waiting.IsCompleted);

        await claimed!.DisposeAsync();
        await using var sealing = await waiting;
        Assert.Equal(1, sealing.Target.Id);
    }

    [Fact]
    public async Task Whoever_lived_before_the_horizon_is_sealed()
    {
        Assert.Equal([1], await _ledger.Sealings.TargetsBegunBeforeAsync(Midnight, Cancel));
        Assert.Empty(await _ledger.Sealings.TargetsBegunBeforeAsync(Minute(-60), Cancel));
    }

    private async Task<IEnumerable<Instant>> ResultsAsync()
    {
        await using var sealing = await _ledger.Sealings.ClaimAsync(1, Cancel);
        var results = await sealing.Regions.ResultsAsync(
            new Dictionary<View, Window> { [View] = new(Minute(-60), Minute(60)) },
            Cancel
        );
        return results[View].Select(result => result.ScheduledAt);
    }

    /// <summary>As if: whatever touched them is forgotten.</summary>
    private async Task DeriveAsync()
    {
        await using var claimed = await _ledger.Derivations.ClaimAsync(9, [], Cancel);
        await claimed!.CommitAsync(new Dictionary<int, Instant?> { [1] = null }, Minute(10), [], Cancel);
    }

    private Task<StoreReceipt> StoreAsync(params IEnumerable<int> minutes) =>
        _ledger.Results.StoreAsync(
            [
                .. minutes.Select(minute => new TakenResult(
                    new ProbeResult
                    {
                        Target = "pbx",
                        Region = "prague",
                        ScheduledAt = Minute(minute),
                        StartedAt = Minute(minute),
                        Trigger = Trigger.Schedule,
                        Outcome = Outcome.Up,
                    },
                    null
                )),
            ],
            Minute(10),
            Cancel
        );

    private static Instant Minute(int minute) => Midnight + TimeSpan.FromMinutes(minute);

    private static Catalog Catalog() =>
        new()
        {
            Regions = [new Region("prague", "Prague")],
            Components = [new Component("calls", "Calls", null, ["pbx"])],
            Targets =
            [
                new Target
                {
                    Id = "pbx",
                    Name = "pbx",
                    Regions = ["prague"],
                    Interval = TimeSpan.FromSeconds(60),
                    Timeout = TimeSpan.FromSeconds(5),
                    Check = new HttpsCheck { Url = new Uri("https://pbx.test/") },
                },
            ],
        };
}
