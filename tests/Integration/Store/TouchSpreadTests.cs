using Microsoft.Extensions.Time.Testing;
using Ringback.Model;
using Ringback.Store.Catalogs;
using Ringback.Store.Results;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Store;

/// <summary>From a batch's one row of touches to the targets that derivers claim.</summary>
public sealed class TouchSpreadTests(LabFixture lab) : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;
    private ResultLedger _ledger = null!;
    private Derivations _derivations = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(lab);
        _ledger = new ResultLedger(_database.Source);
        _derivations = new Derivations(_database.Source);
        var time = new FakeTimeProvider(Samples.Noon.ToDateTimeOffset());
        await new CatalogLedger(_database.Source, time).ApplyAsync(Samples.Catalog(), TimeSpan.Zero, Cancel);
        await _database.RowsAsync("delete from touched");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Whatever_one_batch_touches_is_one_row_and_batches_of_a_view_and_hour_are_one_touch_at_their_earliest()
    {
        await StoreAsync(("pbx", 7), ("web", 8));
        await StoreAsync(("pbx", 5), ("pbx", 61));
        await StoreAsync(("pbx", 9));
        Assert.Equal(["3 0"], await CountsAsync());
        Assert.Equal(2, await _derivations.CountTouchedAsync(Cancel));

        await using var claimed = await _derivations.ClaimAsync(9, [], Cancel);

        Assert.Equal(["0 3"], await CountsAsync());
        Assert.Equal(
            [(1, 5), (1, 61), (2, 8)],
            claimed!
                .Targets.SelectMany(target => target.Touches, (target, touch) => (target.Id, Minute(touch.At)))
                .Order()
        );
    }

    [Fact]
    public async Task A_batch_that_comes_after_the_claim_stays_for_the_next()
    {
        await StoreAsync(("pbx", 5));
        await using (var claimed = await _derivations.ClaimAsync(9, [], Cancel))
        {
            await StoreAsync(("pbx", 6));
            await claimed!.CommitAsync(new Dictionary<int, Instant?>(), Samples.Noon, [], Cancel);
        }

        await using var next = await _derivations.ClaimAsync(9, [], Cancel);
        Assert.Equal(6, Minute(next!.Targets.Single().Touches.Single().At));
    }

    [Fact]
    public async Task Who_waits_for_the_touches_of_today_waits_until_they_are_derived_spread_or_not()
    {
        await StoreAsync(("pbx", 5));
        var newest = await _derivations.NewestTouchAsync(Cancel);
        await StoreAsync(("pbx", 66));
        Assert.True(await _derivations.IsTouchedAsync([1], newest, Cancel));

        await using (var claimed = await _derivations.ClaimAsync(9, [], Cancel))
        {
            Assert.True(await _derivations.IsTouchedAsync([1], newest, Cancel));
            await claimed!.CommitAsync(new Dictionary<int, Instant?>(), Samples.Noon, [], Cancel);
        }

        await StoreAsync(("pbx", 7));
        Assert.False(await _derivations.IsTouchedAsync([1], newest, Cancel));
    }

    [Fact]
    public async Task Derivers_at_once_spread_each_batch_once()
    {
        for (var minute = 0; minute < 100; minute++)
            await StoreAsync(("pbx", minute), ("web", minute));

        var seen = new List<(int, int)>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(DeriveAllAsync, Cancel)));

        Assert.Equal(["0 0"], await CountsAsync());
        Assert.Contains((1, 0), seen);
        Assert.Contains((2, 60), seen);

        async Task DeriveAllAsync()
        {
            while (int.Parse((await _database.RowsAsync("select count(*) from every_touch"))[0]) > 0)
            {
                await using var claimed = await _derivations.ClaimAsync(1, [], Cancel);
                if (claimed is null)
                    continue;

                lock (seen)
                    seen.AddRange(claimed.Targets.SelectMany(t => t.Touches, (t, touch) => (t.Id, Minute(touch.At))));

                await claimed.CommitAsync(new Dictionary<int, Instant?>(), Samples.Noon, [], Cancel);
            }
        }
    }

    private static int Minute(Instant at) => (int)(at - Samples.Noon).TotalMinutes;

    private Task<List<string>> CountsAsync() =>
        _database.RowsAsync("select (select count(*) from touched_batch), (select count(*) from touched)");

    private Task<StoreReceipt> StoreAsync(params (string Target, int Minute)[] results) =>
        _ledger.StoreAsync(
            [
                .. results.Select(each => new TakenResult(
                    Samples.Result(each.Target, "prague", Samples.Noon + TimeSpan.FromMinutes(each.Minute)),
                    null
                )),
            ],
            Samples.Noon + TimeSpan.FromHours(2),
            Cancel
        );
}
