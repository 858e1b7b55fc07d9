using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Catalogs;
using Ringback.Store.Reads;
using Ringback.Store.Results;
using Ringback.Store.Timelines;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.Reads;

/// <summary>A year of timelines of the whole fleet, and raw results of its newest day for some targets.</summary>
internal sealed class YearOfHistory(NpgsqlDataSource database, Window year)
{
    /// <summary>Nearly one change of verdict a day: about three incidents a week.</summary>
    private const int ChangesOfATarget = 300;

    /// <summary>Targets whose raw day is there: a row's neighbours on its page are other targets', as in life.</summary>
    private const int Raw = 20;

    public (string Target, Window Day, int Runs) RawDay { get; private set; }

    public async Task WriteAsync(CancellationToken cancel)
    {
        var born = new StandingClock(year.From);
        await new CatalogLedger(database, born).ApplyAsync(Fleet.Catalog, TimeSpan.Zero, cancel);
        var derivations = new Derivations(database);
        var random = new Random(1);
        for (var target = 1; target <= Fleet.Targets; target++)
        {
            await using var derivation = await derivations.ClaimAsync(target, cancel);
            await derivation.TargetVerdicts.WriteAsync([(target, year.From, Changes(random))], cancel);
            await derivation.CommitAsync(cancel);
        }

        await WriteRawAsync(cancel);
        await using var analyze = database.CreateCommand("analyze");
        await analyze.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyList<TimeSpan>> ReadRawDayAsync(int rounds, CancellationToken cancel)
    {
        var target =
            await new TargetReads(database).FindAsync(RawDay.Target, year.To, cancel)
            ?? throw new InvalidOperationException("the target is not there");
        var reads = new ResultReads(database);
        var waits = new List<TimeSpan>();
        for (var round = 0; round < rounds; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            var runs = await reads.ReadPageAsync(target, RawDay.Day, default, null, int.MaxValue, cancel);
            waits.Add(TimeProvider.System.GetElapsedTime(started));
            if (runs.Count != RawDay.Runs)
                throw new InvalidOperationException($"{runs.Count} runs were read of {RawDay.Runs}");
        }

        return waits;
    }

    private List<Change<Verdict>> Changes(Random random)
    {
        var changes = new List<Change<Verdict>> { new(year.From, Verdict.Up) };
        var step = year.Microseconds / ChangesOfATarget;
        for (var change = 1; change < ChangesOfATarget; change++)
        {
            var bad = (Verdict)random.Next((int)Verdict.Degraded, (int)Verdict.Maintenance + 1);
            var at = new Instant(year.From.Microseconds + (change * step) + random.NextInt64(step / 2));
            changes.Add(new Change<Verdict>(at, changes[^1].Value == Verdict.Up ? bad : Verdict.Up));
        }

        return changes;
    }

    private async Task WriteRawAsync(CancellationToken cancel)
    {
        var day = year with { From = year.To - TimeSpan.FromDays(1) };
        var ledger = new ResultLedger(database);
        var runs = 0;
        foreach (var batch in Fleet.Batches(day, 1, Raw))
        {
            runs += batch.Results.Count;
            await ledger.StoreAsync(
                [.. batch.Results.Select(result => new TakenResult(result, null))],
                year.To,
                cancel
            );
        }

        RawDay = (Fleet.Catalog.Targets[0].Id, day, runs / Raw);
    }
}
