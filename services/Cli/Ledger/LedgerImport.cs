using System.Diagnostics.Metrics;
using Npgsql;
using Ringback.Aggregator.Ingest;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Backfills;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Cli.Ledger;

/// <summary>Takes a file of results by the same ingest as a worker's, and derives what comes of them.</summary>
/// <remarks>
/// A history makes its target as old as it is: life, settings, regions and membership that began with the target begin with its
/// first imported slot, or with <paramref name="since"/>. Sealed days are open for a target that has no data there.
/// </remarks>
/// <param name="since">When the watch began that the file tells of; null for each target's first slot.</param>
internal sealed class LedgerImport(NpgsqlDataSource database, Instant? since, IMeterFactory meters, TimeProvider time)
{
    /// <summary>Lines that are held at once.</summary>
    private const int Together = 4_000;

    /// <summary>Results after which timelines catch up: what is read for one derivation stays small.</summary>
    private const int BetweenDerivations = 50_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly BackfillLedger _ledger = new(database);
    private readonly Derivations _derivations = new(database);
    private readonly Ingest _ingest = new(new ResultLedger(database), new Wake(), new IngestMetrics(meters), time);

    /// <param name="open">Opens the file anew: it is read twice.</param>
    /// <param name="name">Of the file, for errors.</param>
    public async Task<ImportReceipt> RunAsync(Func<Stream> open, string name, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, Supply> supplies;
        await using (var file = open())
            supplies = await ImportSurvey.ReadAsync(file, name, _ledger, cancel);

        await MakeRoomAsync(supplies, cancel);
        var targets = await _ledger.FindAsync([.. supplies.Keys], cancel);
        var numbers = targets.Values.Select(target => target.Number).ToArray();
        var receipt = new ImportReceipt();
        await using (var file = open())
        {
            var held = new List<ProbeResult>(Together);
            var derivedAt = 0L;
            await foreach (var (number, line) in ResultLines.ReadAsync(file, cancel))
            {
                var result = ResultLine.Parse(number, line);
                held.Add(result);
                if (!targets[result.Target].Watched[result.Region].Any(window => window.Contains(result.ScheduledAt)))
                    receipt.Outside++;

                if (held.Count < Together)
                    continue;

                await TakeAsync(held, numbers, receipt, cancel);
                if (receipt.Stored - derivedAt < BetweenDerivations)
                    continue;

                await DeriveAsync(numbers, cancel);
                derivedAt = receipt.Stored;
            }

            await TakeAsync(held, numbers, receipt, cancel);
        }

        await DeriveAsync(numbers, cancel);
        return receipt;
    }

    private async Task MakeRoomAsync(IReadOnlyDictionary<string, Supply> supplies, CancellationToken cancel)
    {
        var horizon = await _ledger.HorizonAsync(cancel);
        foreach (var target in (await _ledger.FindAsync([.. supplies.Keys], cancel)).Values)
        {
            var supply = supplies[target.Id];
            var isOpen = supply.First < horizon && await _ledger.OpenAsync(target.Number, Instant.Now(time), cancel);
            var first = isOpen ? supply.First : supply.FirstUnsealed;
            if (first is { } slot && slot < target.CreatedAt)
                await _ledger.ReachBackAsync(target.Number, Instant.Min(slot, since ?? slot), cancel);
        }
    }

    private async Task TakeAsync(List<ProbeResult> held, int[] targets, ImportReceipt receipt, CancellationToken cancel)
    {
        await _ledger.UseAsync(targets, Instant.Now(time), cancel);
        foreach (var region in held.GroupBy(result => result.Region))
        {
            foreach (var chunk in region.Chunk(ResultBatch.MaxResults))
            {
                var batch = new ResultBatch
                {
                    Region = region.Key,
                    Worker = "import",
                    Results = chunk,
                };
                receipt.Add(chunk.Length, await _ingest.TakeAsync(batch, cancel));
            }
        }

        held.Clear();
    }

    /// <summary>Until what has been touched up to now of these targets is derived, here or by an aggregator.</summary>
    private async Task DeriveAsync(int[] targets, CancellationToken cancel)
    {
        var deriver = new Deriver(_derivations, time);
        var newest = await _derivations.NewestTouchAsync(cancel);
        try
        {
            while (await _derivations.IsTouchedAsync(targets, newest, cancel))
            {
                if (await deriver.DeriveAsync(1, [], cancel) == 0)
                    await Task.Delay(Patience, TimeProvider.System, cancel);
            }
        }
        catch (DerivationException e)
        {
            throw new CommandException(
                $"results are stored, but a timeline cannot be derived of them: {e.InnerException?.Message}"
            );
        }
    }
}

/// <summary>What became of a file's results.</summary>
internal sealed class ImportReceipt
{
    public long Stored { get; private set; }

    /// <summary>Known already, or of lesser precedence than another of the same identity.</summary>
    public long Duplicate { get; private set; }

    /// <summary>By reason, one of <see cref="Refusals"/>.</summary>
    public SortedDictionary<string, long> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Of those taken, how many lie outside the target's lifetime or a time in which their region watched it: they count for nothing.</summary>
    public long Outside { get; set; }

    /// <param name="given">Results of the batch; of several with one identity the ledger counts one.</param>
    public void Add(int given, StoreReceipt receipt)
    {
        Stored += receipt.Stored;
        Duplicate += given - receipt.Stored - receipt.Refused.Values.Sum();
        foreach (var (reason, count) in receipt.Refused)
            Refused[reason] = Refused.GetValueOrDefault(reason) + count;
    }

    public override string ToString() =>
        $"stored {Stored}, duplicate {Duplicate}, refused {Refused.Values.Sum()}"
        + (Refused.Count > 0 ? $" ({string.Join(", ", Refused.Select(each => $"{each.Key} {each.Value}"))})" : "")
        + (
            Outside > 0
                ? $"; {Outside} lie outside the time in which their region watched the target, and count for nothing"
                : ""
        );
}
