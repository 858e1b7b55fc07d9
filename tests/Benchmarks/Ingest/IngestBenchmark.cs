using Npgsql;
using Ringback.Aggregator;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Store.Catalogs;
using Ringback.Store.Results;
using Ringback.Tests.Benchmarks.Figures;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.Ingest;

/// <summary>Batches into the ledger, and the same rows by plain COPY, each batch a durable commit; by turns, so that both have the same machine.</summary>
internal sealed class IngestBenchmark : IBenchmark
{
    private const int Rounds = 9;
    private static readonly TimeSpan Stretch = TimeSpan.FromMinutes(4); // 40,000 results a round
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.Zero));

    public string Name => "ingest";

    public string About =>
        "results taken into the ledger, fresh and again, beside plain COPY into the same keyed table";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        foreach (var writers in new[] { 1, 4 })
            await RunAsync(lab, writers, cancel);
    }

    private static async Task RunAsync(BenchmarkLab lab, int writers, CancellationToken cancel)
    {
        await using var database = Database.Open(await lab.NewDatabaseAsync(cancel), "benchmark");
        await new CatalogLedger(database, TimeProvider.System).ApplyAsync(Fleet.Catalog, TimeSpan.Zero, cancel);
        var targets = await NumbersAsync(database, "select slug, id from target", row => row.GetInt32(1), cancel);
        var regions = await NumbersAsync(database, "select slug, id from region", row => row.GetInt16(1), cancel);
        var ledger = new ResultLedger(database);
        await ledger.StoreAsync(OneEachDay(), Start, cancel);
        var plain = new PlainCopy(database);
        await plain.CreateAsync(cancel);

        List<Round> rounds = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var from = Start + (round * Stretch);
            var batches = Fleet.Batches(new Window(from, from + Stretch), round);
            var rows = batches.ConvertAll(batch =>
                batch.Results.Select(result => PlainCopy.RowOf(result, targets, regions)).ToList()
            );
            var count = rows.Sum(batch => batch.Count);

            Task<TimeSpan> Copy() => Stopwatch.TimeAsync(writers, rows, batch => plain.CopyAsync(batch, cancel));
            Task<TimeSpan> Take(int stored) =>
                Stopwatch.TimeAsync(
                    writers,
                    batches,
                    async batch =>
                    {
                        var taken = batch.Results.Select(result => new TakenResult(result, null)).ToList();
                        var receipt = await ledger.StoreAsync(taken, from + Stretch, cancel);
                        if (receipt.Stored != stored * taken.Count)
                            throw new InvalidOperationException($"{receipt.Stored} of {taken.Count} were stored");
                    }
                );

            var before = round % 2 == 0 ? await Copy() : TimeSpan.Zero;
            var fresh = await Take(1);
            var again = await Take(0);
            var copy = round % 2 == 0 ? before : await Copy();
            if (round > 0) // the first warms up
                rounds.Add(new Round(count / copy.TotalSeconds, count / fresh.TotalSeconds, count / again.TotalSeconds));
        }

        Console.WriteLine(
            $"""
            {writers} at once, batches of {ResultBatch.MaxResults}, a durable commit each, {Rounds} rounds: median (least–most)
              COPY        {Spread.Of(rounds.Select(round => round.Copy)):N0} rows/s
              fresh       {Spread.Of(rounds.Select(round => round.Fresh)):N0} results/s, {Spread.Of(
                rounds.Select(round => round.Fresh / round.Copy)
            ):0.00} of COPY
              duplicates  {Spread.Of(rounds.Select(round => round.Again)):N0} results/s, {Spread.Of(
                rounds.Select(round => round.Again / round.Fresh)
            ):0.00} of fresh
            """
        );
    }

    /// <summary>So that there are as many partitions as a site has.</summary>
    private static List<TakenResult> OneEachDay() =>
        [
            .. Enumerable
                .Range(1, AggregatorOptions.DefaultResultDays)
                .Select(day => Start - TimeSpan.FromDays(day))
                .Select(slot => Runs.Of(0, Fleet.Catalog.Targets[0].Id, Fleet.Regions[0], slot, new Random(0)))
                .Select(result => new TakenResult(result, null)),
        ];

    private static async Task<Dictionary<string, T>> NumbersAsync<T>(
        NpgsqlDataSource database,
        string sql,
        Func<NpgsqlDataReader, T> number,
        CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var numbers = new Dictionary<string, T>();
        while (await reader.ReadAsync(cancel))
            numbers[reader.GetString(0)] = number(reader);

        return numbers;
    }

    /// <summary>Rows a second.</summary>
    private readonly record struct Round(double Copy, double Fresh, double Again);
}
