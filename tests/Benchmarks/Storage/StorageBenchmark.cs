using System.Globalization;
using Npgsql;
using Ringback.Aggregator;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Store.Catalogs;
using Ringback.Store.Results;
using Ringback.Store.Retention;
using Ringback.Store.Timelines;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.Storage;

/// <summary>What a year of the fleet weighs: one day of some of its targets through ingest and derivers, a year of their rollups, and both multiplied.</summary>
internal sealed class StorageBenchmark : IBenchmark
{
    /// <summary>One of each twenty: every kind in its share.</summary>
    private const int Targets = 20;
    private const int DaysOfYear = 365;
    private const int EvidenceDays = 90;
    private const int Repeated = 50;
    private const int FirstDays = 4;
    private const int LivedDays = 14;

    /// <summary>On average: today so far, and the days before it that are not packed yet.</summary>
    private const double PlainDays = AggregatorOptions.DefaultPlainDays + 0.5;
    private const double PackedDays = AggregatorOptions.DefaultResultDays - PlainDays;

    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.Zero));
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Everything that a day leaves for good, and its column of time.</summary>
    private static readonly (string Table, string Time)[] Kept =
    [
        ("region_state", "at"),
        ("verdict", "at"),
        ("component_verdict", "at"),
        ("blip", "day"),
        ("incident", "opened_at"),
    ];

    public string Name => "storage";

    public string About => "bytes a row with its index, and what a year of 1,000 targets x 5 regions x 30 s weighs";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        await using var database = Database.Open(await lab.NewDatabaseAsync(cancel), "benchmark");
        var relations = new Relations(database);
        await LiveADayAsync(database, cancel);

        const double Scale = Fleet.Targets / (double)Targets;
        Console.WriteLine(
            $"A day of {Targets} targets x {Fleet.Regions.Length} regions, every {Fleet.Interval.TotalSeconds} s, one run in a hundred fails"
        );
        var plain = await LineAsync("result", Scale * PlainDays, $"{PlainDays} days");
        await new PackedDayFigures(database).ReadAsync("plain", Start, Targets, cancel);
        await relations.RepeatAsync("region_fold", "at", Repeated, cancel);
        var folds = await LineAsync("region_fold", Scale * PlainDays / Repeated, $"{PlainDays} days");
        await relations.RunAsync($"delete from region_fold where at >= '{Start + (24 * Hour)}'", cancel);
        await relations.RunAsync("vacuum full region_fold", cancel);
        await PackAsync(database, cancel);
        var packed = await LineAsync("packed_result", Scale * PackedDays, $"{PackedDays} days");
        await LineAsync("result", Scale * PackedDays, "what their rows leave behind");
        await new PackedDayFigures(database).ReadAsync("packed", Start, Targets, cancel);
        var evidence = await LineAsync("evidence", Scale * EvidenceDays, "90 days");

        await relations.RepeatAsync("region_fold", "at", Repeated, cancel);
        var rest = folds + await LineAsync("region_fold", Scale * PackedDays / Repeated, $"{PackedDays} days");
        await relations.RepeatAsync("event", "at", Repeated, cancel);
        rest += await LineAsync("event", Scale * AggregatorOptions.DefaultResultDays / Repeated, "40 days");
        foreach (var (table, time) in Kept)
        {
            await relations.RepeatAsync(table, time, Repeated, cancel);
            rest += await LineAsync(table, Scale * DaysOfYear / Repeated, "a year");
        }

        var year = new RollupYear(database, Targets);
        await relations.RunAsync("truncate rollup", cancel);
        Console.WriteLine("Rollups, each row written 24 times");
        await year.LiveAsync(Start, 0, FirstDays, cancel);
        var first = await WeighAsync($"{FirstDays} days");
        await year.LiveAsync(Start, FirstDays, LivedDays, cancel);
        var lived = await WeighAsync($"{LivedDays} days");
        await year.FillAsync(Start, LivedDays, DaysOfYear, cancel);
        await WeighAsync($"{DaysOfYear} days, the others written once");
        foreach (var column in new[] { "total", "hours" })
            Console.WriteLine($"  {column}: {await relations.LengthAsync("rollup", column, cancel):0} bytes");

        // What each day adds, once what a day leaves behind is used again by the next.
        var daily = (lived - first) / (LivedDays - FirstDays);
        var rollups = Scale * (first + (daily * (DaysOfYear - FirstDays)));

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {Fleet.Targets} targets x {Fleet.Regions.Length} regions x 30 s
                  40 days of results           {Gigabytes(plain + packed), 8:0.00} GB, of which {PackedDays} days packed {Gigabytes(
                    packed
                ):0.00}
                  90 days of their evidence    {Gigabytes(evidence), 8:0.00} GB
                  a year of all the rest       {Gigabytes(rest + rollups), 8:0.00} GB, of which rollups {Gigabytes(
                    rollups
                ):0.00}
                  all but evidence             {Gigabytes(plain + packed + rest + rollups), 8:0.00} GB
                """
            )
        );
        await year.ReadAsync(Start, DaysOfYear, cancel);

        async Task<double> WeighAsync(string days)
        {
            var (rows, bytes) = await relations.WeighAsync("rollup", cancel);
            Print(
                "rollup",
                rows,
                bytes,
                (double)bytes / rows * Fleet.Targets * Fleet.Regions.Length * DaysOfYear,
                days
            );
            return bytes;
        }

        async Task<double> LineAsync(string table, double times, string of)
        {
            var (rows, bytes) = await relations.WeighAsync(table, cancel);
            Print(table, rows, bytes, bytes * times, of);
            return bytes * times;
        }
    }

    private static double Gigabytes(double bytes) => bytes / 1e9;

    private static void Print(string table, long rows, long bytes, double fleet, string of) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {table, -18} {rows, 9:N0} rows {(rows == 0 ? 0 : (double)bytes / rows), 8:N1} bytes a row; {of} of the fleet {Gigabytes(fleet), 7:0.000} GB"
            )
        );

    private static async Task PackAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        var ledger = new PackingLedger(database);
        await ledger.OpenAsync(Start + (24 * Hour), cancel);
        var started = TimeProvider.System.GetTimestamp();
        var packed = 0;
        foreach (var day in await ledger.DaysAsync(cancel))
        {
            foreach (var target in await ledger.TargetsAsync(day, cancel))
            {
                packed += await ledger.PackAsync(target, day, cancel) ?? 0;
                await ledger.ThinAsync(target, day, cancel);
            }

            await ledger.ReleaseAsync(day, cancel);
        }

        var took = TimeProvider.System.GetElapsedTime(started);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {packed:N0} rows packed in {took.TotalSeconds:0.0} s: {packed / took.TotalSeconds:N0} a second"
            )
        );
    }

    /// <summary>Hour by hour, as results come in and derivers work.</summary>
    private static async Task LiveADayAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        var clock = new SteppedClock(Start);
        await new CatalogLedger(database, clock).ApplyAsync(Fleet.CatalogOf(Targets), TimeSpan.Zero, cancel);
        var ledger = new ResultLedger(database);
        var derivations = new Derivations(database);
        var deriver = new Deriver(derivations, clock);
        for (var hour = 0; hour < 24; hour++)
        {
            var window = new Window(Start + (hour * Hour), Start + ((hour + 1) * Hour));
            clock.Now = window.To;
            foreach (var batch in Fleet.Batches(window, hour, Targets))
                await ledger.StoreAsync(
                    [.. batch.Results.Select(result => new TakenResult(result, null))],
                    clock.Now,
                    cancel
                );

            clock.Now += TimeSpan.FromMinutes(2);
            await derivations.TouchDueAsync(clock.Now, cancel);
            while (await deriver.DeriveAsync(Targets, [], cancel) > 0) { }
        }
    }
}
