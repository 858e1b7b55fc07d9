using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Store.Reads;

/// <summary>A slot that was due and has no result.</summary>
public readonly record struct MissingSlot(string Region, Instant ScheduledAt);

/// <summary>Holds the slots that were to be run against the results that are here.</summary>
public sealed class MissingReads(NpgsqlDataSource database)
{
    /// <summary>After a run could have ended: time for the result to be delivered.</summary>
    private static readonly TimeSpan Delivery = TimeSpan.FromSeconds(5);

    /// <summary>Scheduled slots within a window that have no stored result, of any outcome, although one could be here by now.</summary>
    /// <param name="target">Its number.</param>
    /// <param name="region">Id of a region; null for all.</param>
    /// <returns>By region, then in order of time.</returns>
    public async Task<IReadOnlyList<MissingSlot>> ReadAsync(
        int target,
        string? region,
        Window window,
        Instant now,
        CancellationToken cancel
    )
    {
        window = window with { To = Instant.Min(window.To, now) }; // what is still to come is not missed yet
        await using var connection = await database.OpenConnectionAsync(cancel);
        var names = await connection.ReadAsync(
            "select target.slug, region.id, region.slug from target cross join region where target.id = $1 order by region.slug",
            [target],
            row => (Target: row.GetString(0), Id: row.GetInt16(1), Region: row.GetString(2)),
            cancel
        );
        if (names.Count == 0)
            return [];

        var history = (await TargetHistory.ReadAsync(connection, [target], cancel))[target];
        var views = names.Select(name => (View: new View(target, name.Id), window)).ToList();
        var runs = await new StoredRuns(connection).JudgedAsync(views, RunFilter.Scheduled, cancel);
        var stored = runs.SelectMany(each => each, (each, run) => (views[each.Key].View.Region, run.Slot)).ToHashSet();
        return
        [
            .. names
                .Where(name => region is null || name.Region == region)
                .SelectMany(name =>
                    ExpectedSlots
                        .Of(history, name.Target, name.Id, name.Region, window)
                        .Where(slot => slot.DueBy + Delivery <= now && !stored.Contains((name.Id, slot.At)))
                        .Select(slot => new MissingSlot(name.Region, slot.At))
                ),
        ];
    }

    /// <summary>Numbers of the targets that were alive at some time in a window.</summary>
    public async Task<IReadOnlyList<int>> AliveAsync(Window window, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            "select distinct target from target_lifetime where created_at < $2 and coalesce(deleted_at, 'infinity') > $1",
            [window.From, window.To],
            row => row.GetInt32(0),
            cancel
        );
    }
}
