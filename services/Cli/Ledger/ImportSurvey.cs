using Ringback.Model;
using Ringback.Store.Backfills;

namespace Ringback.Cli.Ledger;

/// <summary>What a file brings of one target.</summary>
/// <param name="line">On which the target is named first.</param>
internal sealed class Supply(long line)
{
    public long Line { get; } = line;

    /// <summary>Earliest slot; likewise the earliest that is not before the horizon, null where there is none.</summary>
    public Instant First { get; private set; } = Instant.MaxValue;

    public Instant? FirstUnsealed { get; private set; }

    /// <summary>By id of a region, the line on which it is named first.</summary>
    public Dictionary<string, long> Regions { get; } = [];

    public void Add(long line, string region, Instant slot, Instant horizon)
    {
        First = Instant.Min(First, slot);
        if (slot >= horizon)
            FirstUnsealed = Instant.Min(FirstUnsealed ?? slot, slot);

        Regions.TryAdd(region, line);
    }
}

/// <summary>Reads a whole file once before anything of it is taken: a bad one changes nothing.</summary>
internal static class ImportSurvey
{
    private const int MostErrors = 20;

    /// <returns>By id of a target.</returns>
    /// <exception cref="CommandException">Every error of the file, up to 20, one a line.</exception>
    public static async Task<IReadOnlyDictionary<string, Supply>> ReadAsync(
        Stream file,
        string name,
        BackfillLedger ledger,
        CancellationToken cancel
    )
    {
        var horizon = await ledger.HorizonAsync(cancel);
        var errors = new List<string>();
        var supplies = new Dictionary<string, Supply>(StringComparer.Ordinal);
        try
        {
            await foreach (var (number, line) in ResultLines.ReadAsync(file, cancel))
            {
                try
                {
                    var result = ResultLine.Parse(number, line);
                    if (!supplies.TryGetValue(result.Target, out var supply))
                        supplies[result.Target] = supply = new Supply(number);

                    supply.Add(number, result.Region, result.ScheduledAt, horizon);
                }
                catch (ResultLineException e)
                {
                    errors.Add($"{name}:{e.Message}");
                    if (errors.Count == MostErrors)
                        break;
                }
            }
        }
        catch (ResultLineException e)
        {
            errors.Add($"{name}:{e.Message}");
        }

        if (errors.Count == 0)
            errors.AddRange(await StrangersAsync(supplies, name, ledger, cancel));

        return errors.Count == 0
            ? supplies
            : throw new CommandException(
                $"nothing of {name} was taken\n{string.Join('\n', errors)}",
                CommandException.BadUsage
            );
    }

    /// <summary>Targets that the ledger does not know, and regions that never watched theirs.</summary>
    private static async Task<IEnumerable<string>> StrangersAsync(
        Dictionary<string, Supply> supplies,
        string name,
        BackfillLedger ledger,
        CancellationToken cancel
    )
    {
        var known = await ledger.FindAsync([.. supplies.Keys], cancel);
        return supplies
            .SelectMany(each =>
                known.TryGetValue(each.Key, out var target)
                    ? each
                        .Value.Regions.Where(region => !target.Watched.ContainsKey(region.Key))
                        .Select(region =>
                            (
                                Line: region.Value,
                                Error: $"region: '{region.Key}' never watched '{each.Key}'; "
                                    + $"name one of {string.Join(", ", target.Watched.Keys.Order(StringComparer.Ordinal))}, or give the target that region in the catalog"
                            )
                        )
                    :
                    [
                        (
                            each.Value.Line,
                            $"target: the ledger has no '{each.Key}'; give it a catalog with that target first"
                        ),
                    ]
            )
            .OrderBy(error => error.Line)
            .Take(MostErrors)
            .Select(error => $"{name}:{error.Line}: {error.Error}");
    }
}
