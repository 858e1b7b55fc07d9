using System.Data;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;

namespace Ringback.Store.Reads;

/// <summary>Place in a listing: the listing goes on after it, newest first.</summary>
public readonly record struct ResultPlace(Instant ScheduledAt, string Region, Trigger Trigger);

/// <summary>Which results to list; what is null is not asked for.</summary>
/// <param name="Region">Slug.</param>
public readonly record struct ResultFilter(string? Region, Outcome? Outcome, Reason? Reason, Trigger? Trigger)
{
    internal bool Takes(ProbeResult result) =>
        (Outcome is null || result.Outcome == Outcome)
        && (Reason is null || result.Reason == Reason)
        && (Trigger is null || result.Trigger == Trigger);
}

/// <summary>Raw results, newest first, without addresses and evidence.</summary>
public sealed class ResultReads(NpgsqlDataSource database)
{
    /// <param name="after">Null for the first page.</param>
    /// <param name="limit">Most results of a page.</param>
    public async Task<IReadOnlyList<ProbeResult>> ReadPageAsync(
        TargetRow target,
        Window window,
        ResultFilter filter,
        ResultPlace? after,
        int limit,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        // Of one moment: what is packed meanwhile must not be seen twice, or not at all.
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var newest = await connection.ReadAsync(
            NewestSql,
            [
                target.Number,
                window.From,
                window.To,
                filter.Region,
                after?.ScheduledAt,
                after?.Region,
                after is null ? null : (short)after.Value.Trigger,
                limit,
                (short?)filter.Outcome,
                (short?)filter.Reason,
                (short?)filter.Trigger,
            ],
            reader => StoredRun.Read(reader, 1).ToResult(target.Id, reader.GetString(0)) with { Address = null },
            cancel
        );
        return newest.Count == limit
            ? newest
            : [.. newest, .. await OlderAsync(connection, target, window, filter, after, limit - newest.Count, cancel)];
    }

    /// <summary>What came of a run that somebody asked for at an instant, by region; of days that are not packed yet.</summary>
    public async Task<IReadOnlyList<ProbeResult>> ReadManualAsync(
        TargetRow target,
        Instant at,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select r.slug, l.scheduled_at, l.trigger, l.outcome, l.reason, l.started_at, l.body
            from result l join region r on r.id = l.region
            where l.target = $1 and l.scheduled_at = $2 and l.trigger = $3
            order by r.slug collate "C"
            """,
            [target.Number, at, (short)Trigger.Manual],
            reader => StoredRun.Read(reader, 1).ToResult(target.Id, reader.GetString(0)) with { Address = null },
            cancel
        );
    }

    /// <summary>Of the days that may be packed, each as a whole.</summary>
    private static async Task<List<ProbeResult>> OlderAsync(
        NpgsqlConnection connection,
        TargetRow target,
        Window window,
        ResultFilter filter,
        ResultPlace? after,
        int limit,
        CancellationToken cancel
    )
    {
        var results = new List<ProbeResult>();
        var packed = await connection.ReadAsync(
            "select packed_before from horizon",
            [],
            row => row.GetInstant(0),
            cancel
        );
        var end = new Instant((after?.ScheduledAt ?? window.To).Microseconds + (after is null ? 0 : 1));
        var older = window with { To = Instant.Min(Instant.Min(window.To, end), packed[0]) };
        if (older.IsEmpty)
            return results;

        var stored = new StoredRuns(connection);
        var views = await stored.ViewsAsync(target.Number, filter.Region, cancel);
        foreach (var day in (await stored.DaysAsync(target.Number, older, cancel)).Reverse())
        {
            var runs = await stored.WholeAsync([.. views.Select(each => (each.View, day))], RunFilter.All, cancel);
            results.AddRange(
                runs.SelectMany(each => each, (each, run) => (views[each.Key].Region, Run: run))
                    .OrderByDescending(each => each.Run.Slot)
                    .ThenBy(each => each.Region, StringComparer.Ordinal)
                    .ThenBy(each => each.Run.Trigger)
                    .Where(each => after is not { } place || IsAfter(each.Region, each.Run, place))
                    .Select(each => each.Run.ToResult(target.Id, each.Region) with { Address = null })
                    .Where(filter.Takes)
                    .Take(limit - results.Count)
            );
            if (results.Count == limit)
                break;
        }

        return results;
    }

    private static bool IsAfter(string region, StoredRun run, ResultPlace place)
    {
        var byRegion = string.CompareOrdinal(region, place.Region);
        return run.Slot < place.ScheduledAt
            || (run.Slot == place.ScheduledAt && (byRegion > 0 || (byRegion == 0 && run.Trigger > place.Trigger)));
    }

    // The order of slugs is that of their bytes: ids are ASCII, and the database's own order may differ from machine to machine.
    private const string NewestSql = """
        select r.slug, l.scheduled_at, l.trigger, l.outcome, l.reason, l.started_at, l.body
        from result l join region r on r.id = l.region
        where l.target = $1 and l.scheduled_at >= $2 and l.scheduled_at < $3
          and l.scheduled_at >= (select packed_before from horizon)
          and ($4::text is null or r.slug = $4)
          and ($5::timestamptz is null or l.scheduled_at < $5
               or (l.scheduled_at = $5 and (r.slug collate "C", l.trigger) > ($6, $7::smallint)))
          and ($9::smallint is null or l.outcome = $9) and ($10::smallint is null or l.reason = $10)
          and ($11::smallint is null or l.trigger = $11)
        order by l.scheduled_at desc, r.slug collate "C", l.trigger
        limit $8
        """;
}
