using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Store.Reads;

/// <summary>A slot that was due and has no result.</summary>
public readonly record struct MissingSlot(string Target, string Region, Instant ScheduledAt);

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
        await using var connection = await database.OpenConnectionAsync(cancel);
        var names = await connection.ReadAsync(
            "select id, slug from target where id = $1",
            [target],
            row => (row.GetInt32(0), row.GetString(1)),
            cancel
        );
        var due = await DueAsync(connection, names, window, now, cancel);
        return await MissingAsync(connection, [.. due.Where(each => region is null || each.Region == region)], cancel);
    }

    /// <summary>How many each target has in each region, those that have any. However many targets there are, the statements are as few.</summary>
    public async Task<IReadOnlyDictionary<(string Target, string Region), int>> CountAsync(
        Window window,
        Instant now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var alive = await connection.ReadAsync(
            """
            select id, slug from target
            where exists (
                select from target_lifetime
                where target = id and created_at < $2 and coalesce(deleted_at, 'infinity') > $1
            )
            """,
            [window.From, window.To],
            row => (row.GetInt32(0), row.GetString(1)),
            cancel
        );
        var due = await DueAsync(connection, alive, window, now, cancel);
        var whole = await WholeAsync(connection, due, window, cancel);
        var missing = await MissingAsync(connection, [.. due.Where((_, place) => !whole.Contains(place))], cancel);
        return missing.CountBy(slot => (slot.Target, slot.Region)).ToDictionary();
    }

    /// <summary>What each view should have results of, by region and target; views of which that is nothing are left out.</summary>
    private static async Task<List<DueSlots>> DueAsync(
        NpgsqlConnection connection,
        List<(int Id, string Slug)> targets,
        Window window,
        Instant now,
        CancellationToken cancel
    )
    {
        if (targets.Count == 0)
            return [];

        var regions = await connection.ReadAsync(
            "select id, slug from region order by slug",
            [],
            row => (Id: row.GetInt16(0), Slug: row.GetString(1)),
            cancel
        );
        var histories = await TargetHistory.ReadAsync(connection, [.. targets.Select(target => target.Id)], cancel);
        window = window with { To = Instant.Min(window.To, now) }; // what is still to come is not missed yet
        return
        [
            .. from region in regions
            from target in targets
            let slots = ExpectedSlots
                .Of(histories[target.Id], target.Slug, region.Id, region.Slug, window)
                .Where(slot => slot.DueBy + Delivery <= now)
                .Select(slot => slot.At)
                .ToArray()
            where slots.Length > 0
            select new DueSlots(new View(target.Id, region.Id), target.Slug, region.Slug, slots),
        ];
    }

    /// <summary>Places of those whose results are all here, without reading one: they are as many, and lie at the same sum of times.</summary>
    private static async Task<HashSet<int>> WholeAsync(
        NpgsqlConnection connection,
        List<DueSlots> due,
        Window window,
        CancellationToken cancel
    ) =>
        [
            .. await connection.ReadAsync(
                WholeSql,
                [
                    due.Column(each => each.View.Target),
                    due.Column(each => each.View.Region),
                    due.Column(each => each.Slots[0]),
                    due.Column(each => each.Slots[^1]),
                    due.Column(each => (long)each.Slots.Length),
                    due.Column(each => each.Slots.Sum(slot => (slot - window.From).ToMicroseconds())),
                    window.From,
                    window.To,
                    (short)Trigger.Schedule,
                ],
                row => (int)row.GetInt64(0) - 1,
                cancel
            ),
        ];

    private static async Task<IReadOnlyList<MissingSlot>> MissingAsync(
        NpgsqlConnection connection,
        List<DueSlots> due,
        CancellationToken cancel
    )
    {
        var windows = due.ConvertAll(each =>
            (each.View, new Window(each.Slots[0], each.Slots[^1] + TimeSpan.FromMicroseconds(1)))
        );
        var runs = await new StoredRuns(connection).JudgedAsync(windows, RunFilter.Scheduled, cancel);
        return
        [
            .. due.SelectMany(
                (each, place) =>
                    each
                        .Slots.Except(runs[place].Select(run => run.Slot))
                        .Select(slot => new MissingSlot(each.Target, each.Region, slot))
            ),
        ];
    }

    /// <param name="Slots">In order.</param>
    private sealed record DueSlots(View View, string Target, string Region, Instant[] Slots);

    // The offset keeps it from becoming a join, which would read whole days; the window spares it those of other days.
    private const string WholeSql = """
        select place
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bigint[])
            with ordinality as given (target, region, first, last, count, sum, place)
        cross join lateral (
            select count(*) as count,
                sum((extract(epoch from scheduled_at - $7::timestamptz) * 1000000)::bigint)::bigint as sum
            from result
            where result.target = given.target and result.region = given.region
                and scheduled_at >= given.first and scheduled_at <= given.last
                and scheduled_at >= $7 and scheduled_at < $8 and trigger = $9
            offset 0
        ) as stored
        where stored.count = given.count and stored.sum = given.sum
        """;
}
