using Ringback.Model.Sla;
using Ringback.Store.Retention;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Cli.Ledger;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Aggregator.Retention.PackedDays;

namespace Ringback.Tests.Integration.Aggregator.Retention;

/// <summary>Others write, read, pack and die meanwhile.</summary>
public sealed class PackersAtOnceTests(LabFixture lab)
{
    [Fact]
    public async Task Any_number_of_packers_while_results_come_in_lose_nothing_and_keep_nothing_twice()
    {
        await using var centre = await Centre.StartAsync(lab, Catalog());
        var history = History(seed: 4);
        var random = new Random(4);
        var late = history.Where(_ => random.Next(2) == 0).ToList();
        await TakeAsync(centre, history.Except(late));
        centre.SetTime(Later);

        var packers = Enumerable.Range(0, 4).Select(_ => PackUntilDoneAsync()).ToList();
        var writers = late.Chunk(40)
            .Select(some => centre.IngestAsync(some.GroupBy(result => result.Region)))
            .Concat(history.Chunk(200).Select(some => centre.IngestAsync(some.GroupBy(result => result.Region))));
        await Task.WhenAll(writers);
        await Task.WhenAll(packers);
        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from result"));
        await using var plain = await Centre.StartAsync(lab, Catalog());
        await TakeAsync(plain, history);
        plain.SetTime(Later);
        await DeriveAsync(plain);
        await DeriveAsync(centre);
        await SameAsync(plain, centre);

        async Task PackUntilDoneAsync()
        {
            for (var round = 0; round < 4; round++)
                await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_packer_that_dies_in_between_has_done_nothing()
    {
        await using var centre = await Centre.StartAsync(lab, Catalog());
        await TakeAsync(centre, History(seed: 5));
        centre.SetTime(Later);
        var exported = await centre.ExportAsync();
        var ledger = new PackingLedger(centre.Database.Source);
        await ledger.OpenAsync(Later, TestContext.Current.CancellationToken);
        var day = (await ledger.DaysAsync(TestContext.Current.CancellationToken))[0];

        // It has deleted the rows, and waits to write what it packed when its connection goes.
        await using var blocker = await centre.Database.Source.OpenConnectionAsync(
            TestContext.Current.CancellationToken
        );
        await using var blocking = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var block = blocker.CreateCommand())
        {
            block.CommandText = "insert into packed_result values (1, 1, '2026-10-05', '', '')";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var packing = ledger.PackAsync(1, day, TestContext.Current.CancellationToken);
        await Until.TrueAsync(
            async () =>
                await centre.Database.RowsAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'"
                )
                    is { Count: > 0 },
            "the packer waits to write"
        );
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => packing);
        await blocking.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exported, await centre.ExportAsync());
        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from packed_result"));
        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from result"));
        Assert.Equal(exported, await centre.ExportAsync());
    }

    [Fact]
    public async Task Who_reads_an_earlier_moment_still_sees_the_rows_and_the_room_is_given_back_after_it()
    {
        await using var centre = await Centre.StartAsync(lab, Catalog());
        await TakeAsync(centre, History(seed: 6));
        centre.SetTime(Later);
        var before = await SizeAsync();

        await using (
            var earlier = await LedgerSnapshot.OpenAsync(centre.Database.Source, TestContext.Current.CancellationToken)
        )
        {
            var runs = (await ReadAsync(earlier)).Count;
            await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
            Assert.Equal(runs, (await ReadAsync(earlier)).Count);
            Assert.True(runs > 100);
        }

        await Packing(centre).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(await SizeAsync() < before / 2);

        async Task<ILookup<View, JudgedResult>> ReadAllAsync(LedgerSnapshot snapshot) =>
            await snapshot.Regions.ResultsAsync(
                Enumerable.Range(1, 3).ToDictionary(region => new View(1, (short)region), _ => Window.Always),
                TestContext.Current.CancellationToken
            );

        async Task<List<JudgedResult>> ReadAsync(LedgerSnapshot snapshot) =>
            [.. (await ReadAllAsync(snapshot)).SelectMany(each => each)];

        async Task<long> SizeAsync() =>
            long.Parse(
                (
                    await centre.Database.RowsAsync(
                        "select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'result'::regclass"
                    )
                ).Single(),
                System.Globalization.CultureInfo.InvariantCulture
            );
    }
}
