using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Results;
using Ringback.Store.Catalogs;
using Ringback.Store.Results;
using Ringback.Store.Results.Packing;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Store;

public sealed class ResultLedgerTests(LabFixture lab) : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;
    private ResultLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(lab);
        _ledger = new ResultLedger(_database.Source);
        var time = new FakeTimeProvider(Samples.Noon.ToDateTimeOffset());
        await new CatalogLedger(_database.Source, time).ApplyAsync(Samples.Catalog(), TimeSpan.Zero, Cancel);
        await _database.RowsAsync("with spread as (delete from touched) delete from touched_batch");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_result_is_stored_whole()
    {
        var result = Samples.Result("pbx", "prague", Samples.Noon, Outcome.Degraded);
        await StoreAsync(result);

        Assert.Equal(
            [
                $"pbx prague 2026-10-05T12:00:00Z 1 2 1 2026-10-05T12:00:00.003Z {Convert.ToHexStringLower(ResultBody.Pack(result))} no answer > OPTIONS",
            ],
            await _database.RowsAsync(
                """
                select target.slug, region.slug, scheduled_at, trigger, outcome, reason, started_at, encode(body, 'hex'),
                    detail, evidence
                from result
                join evidence using (target, region, scheduled_at, trigger)
                join target on target.id = target
                join region on region.id = region
                """
            )
        );
        Assert.Equal(["pbx prague 2026-10-05T12:00:00Z"], await TouchedAsync());
    }

    [Fact]
    public async Task Every_full_hour_with_a_change_is_touched_at_its_first()
    {
        await StoreAsync([
            .. new[] { 75, 5, 10, 59, 60, 180 }.Select(minute =>
                Samples.Result("pbx", "prague", Samples.Noon + TimeSpan.FromMinutes(minute - 60))
            ),
            Samples.Result("pbx", "brno", Samples.Noon),
            Samples.Result("pbx", "brno", Samples.Noon - TimeSpan.FromHours(1), trigger: Trigger.Manual),
        ]);

        Assert.Equal(
            [
                "pbx brno 2026-10-05T12:00:00Z",
                "pbx prague 2026-10-05T11:05:00Z",
                "pbx prague 2026-10-05T12:00:00Z",
                "pbx prague 2026-10-05T14:00:00Z",
            ],
            (await TouchedAsync()).Order()
        );
    }

    [Fact]
    public async Task The_same_result_again_is_a_duplicate_and_touches_nothing()
    {
        var result = Samples.Result("pbx", "prague", Samples.Noon);
        var first = await StoreAsync(result);
        await _database.RowsAsync("with spread as (delete from touched) delete from touched_batch");

        var again = await StoreAsync(result);

        Assert.Equal((1, 0, 0, 1), (first.Stored, first.Duplicates, again.Stored, again.Duplicates));
        Assert.Empty(await TouchedAsync());
    }

    [Fact]
    public async Task Precedence_in_SQL_is_the_models_whatever_the_order()
    {
        Outcome[] outcomes = [Outcome.Up, Outcome.Degraded, Outcome.Down, Outcome.Unknown];
        Reason[] reasons = [Reason.Timeout, Reason.AuthFailed, Reason.WorkerLate];
        var variants = outcomes
            .SelectMany(outcome =>
                reasons.Select(reason =>
                    Samples.Result("pbx", "prague", Samples.Noon, outcome) with
                    {
                        Reason = outcome == Outcome.Up ? null : reason,
                    }
                )
            )
            .SelectMany(result =>
                new[] { 0, 1 }.Select(late => result with { StartedAt = Samples.Noon + TimeSpan.FromSeconds(late) })
            )
            .Distinct()
            .ToList();
        var slot = Samples.Noon;
        foreach (var left in variants)
        {
            foreach (var right in variants)
            {
                slot += TimeSpan.FromSeconds(1);
                var (one, other) = (left with { ScheduledAt = slot }, right with { ScheduledAt = slot });
                await StoreAsync(one);
                var receipt = await StoreAsync(other);

                Assert.Equal(ResultPrecedence.Compare(other, one) < 0 ? 1 : 0, receipt.Stored);
            }
        }
    }

    [Fact]
    public async Task Evidence_goes_with_the_result_that_it_belongs_to()
    {
        var failed = Samples.Result("pbx", "prague", Samples.Noon, Outcome.Down);
        await StoreAsync(failed);
        await StoreAsync(Samples.Result("pbx", "prague", Samples.Noon) with { StartedAt = Samples.Noon });

        Assert.Equal(["1"], await _database.RowsAsync("select outcome from result"));
        Assert.Empty(await _database.RowsAsync("select detail from evidence"));
    }

    [Fact]
    public async Task Unknown_names_are_refused_and_counted_and_the_rest_is_stored()
    {
        var receipt = await StoreAsync(
            Samples.Result("pbx", "prague", Samples.Noon),
            Samples.Result("nothing", "prague", Samples.Noon),
            Samples.Result("pbx", "nowhere", Samples.Noon)
        );

        Assert.Equal(1, receipt.Stored);
        Assert.Equal(new Dictionary<string, int> { ["unknown_target"] = 1, ["unknown_region"] = 1 }, receipt.Refused);
        Assert.Equal(
            ["- unknown_region 1", "prague unknown_target 1"],
            await _database.RowsAsync(
                "select region.slug, reason, count from refused left join region on region.id = region order by reason"
            )
        );
    }

    [Fact]
    public async Task Nothing_is_taken_for_a_sealed_day()
    {
        await _database.RowsAsync("update horizon set sealed_before = '2026-10-05T00:00:00Z'");

        var receipt = await StoreAsync(
            Samples.Result("pbx", "prague", Samples.Noon - TimeSpan.FromHours(12.5)),
            Samples.Result("pbx", "prague", Samples.Noon)
        );

        Assert.Equal((1, 1), (receipt.Stored, receipt.Refused[Refusals.TooLate]));
    }

    [Fact]
    public async Task A_day_that_is_sealed_while_a_ledger_runs_is_closed_to_it_at_once()
    {
        var late = Samples.Result("pbx", "prague", Samples.Noon - TimeSpan.FromHours(12.5));
        await StoreAsync(late);
        await _database.RowsAsync("with spread as (delete from touched) delete from touched_batch");
        await _database.RowsAsync("update horizon set sealed_before = '2026-10-05T00:00:00Z'");

        var receipt = await StoreAsync(
            late with
            {
                ScheduledAt = late.ScheduledAt + TimeSpan.FromMinutes(1),
            },
            Samples.Result("pbx", "prague", Samples.Noon)
        );

        Assert.Equal((1, 1), (receipt.Stored, receipt.Refused[Refusals.TooLate]));
        Assert.Equal(["2"], await _database.RowsAsync("select count(*) from result"));
        Assert.Equal(["pbx prague 2026-10-05T12:00:00Z"], await TouchedAsync());
    }

    [Fact]
    public async Task What_another_ledger_stored_meanwhile_is_settled_by_precedence()
    {
        var slots = Enumerable.Range(0, 4).Select(k => Samples.Noon + TimeSpan.FromMinutes(k)).ToList();
        var worse = slots.ConvertAll(slot => Samples.Result("pbx", "prague", slot, Outcome.Down));
        var better = slots.ConvertAll(slot => Samples.Result("pbx", "prague", slot) with { StartedAt = slot });
        var other = new ResultLedger(_database.Source);

        // Here only the first slot was seen: the ledger takes the later ones for new.
        await StoreAsync(worse[0]);
        await StoreAsync(other, worse[1], better[2]);
        await _database.RowsAsync("with spread as (delete from touched) delete from touched_batch");
        var receipt = await StoreAsync(better[1], worse[2], worse[3]);

        Assert.Equal((2, 1), (receipt.Stored, receipt.Duplicates));
        Assert.Equal(
            ["3", "1", "1", "3"],
            await _database.RowsAsync("select outcome from result order by scheduled_at")
        );
        Assert.Equal(
            ["2026-10-05T12:00:00Z", "2026-10-05T12:03:00Z"],
            await _database.RowsAsync("select scheduled_at from evidence order by scheduled_at")
        );
        Assert.Equal(["pbx prague 2026-10-05T12:01:00Z"], await TouchedAsync());
    }

    [Fact]
    public async Task Fifty_writers_of_the_same_rows_neither_lose_nor_deadlock()
    {
        var slots = Enumerable.Range(0, 40).Select(k => Samples.Noon + TimeSpan.FromMinutes(k)).ToList();
        var all = slots
            .SelectMany(slot =>
                Samples.Regions.SelectMany(region =>
                    new[] { "pbx", "web" }.Select(target => Samples.Result(target, region, slot))
                )
            )
            .ToArray();

        ResultLedger[] ledgers = [_ledger, new(_database.Source), new(_database.Source)];
        var receipts = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(writer =>
                    Task.Run(() =>
                    {
                        // Each writes all of it with a start of its own, in an order of its own: the least start counts.
                        var mine = all.Select(result =>
                                result with
                                {
                                    StartedAt = result.ScheduledAt + TimeSpan.FromMicroseconds((writer * 7) % 50),
                                }
                            )
                            .ToArray();
                        new Random(writer).Shuffle(mine);
                        return StoreAsync(ledgers[writer % ledgers.Length], mine);
                    })
                )
        );

        Assert.All(receipts, receipt => Assert.Equal(all.Length, receipt.Stored + receipt.Duplicates));
        Assert.Equal(
            [$"{all.Length} {all.Length}"],
            await _database.RowsAsync("select count(*), count(*) filter (where started_at = scheduled_at) from result")
        );
    }

    private Task<StoreReceipt> StoreAsync(params ProbeResult[] results) => StoreAsync(_ledger, results);

    private static Task<StoreReceipt> StoreAsync(ResultLedger ledger, params ProbeResult[] results) =>
        ledger.StoreAsync(
            [.. results.Select(result => new TakenResult(result, null))],
            Samples.Noon + TimeSpan.FromHours(2),
            Cancel
        );

    private Task<List<string>> TouchedAsync() =>
        _database.RowsAsync(
            "select target.slug, region.slug, at from every_touch join target on target.id = target left join region on region.id = region order by every_touch.id"
        );
}
