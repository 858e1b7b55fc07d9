using Npgsql;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Store.Results;

/// <summary>The one way to read results, wherever they lie: as rows, or packed by day.</summary>
/// <remarks>
/// Rows are read before packed days: what is packed in between is seen twice, never not at all. An identity that is seen
/// twice is settled by precedence, as ever.
/// </remarks>
internal sealed class StoredRuns(NpgsqlConnection connection)
{
    /// <summary>What rules go by, of the runs of each view with slots in the window given with it.</summary>
    /// <returns>By the place of the window, in order of slot and trigger.</returns>
    public async Task<ILookup<int, JudgedRun>> JudgedAsync(
        IReadOnlyList<(View View, Window Window)> windows,
        RunFilter filter,
        CancellationToken cancel
    )
    {
        var runs = await ReadAsync(windows, filter, whole: false, cancel);
        return runs.ToLookup(each => each.Place, each => each.Run.Judged);
    }

    /// <summary>The same runs whole.</summary>
    /// <inheritdoc cref="JudgedAsync"/>
    public async Task<ILookup<int, StoredRun>> WholeAsync(
        IReadOnlyList<(View View, Window Window)> windows,
        RunFilter filter,
        CancellationToken cancel
    )
    {
        var runs = await ReadAsync(windows, filter, whole: true, cancel);
        return runs.ToLookup(each => each.Place, each => each.Run);
    }

    /// <summary>The views of a target, by the regions' ids (slugs).</summary>
    /// <param name="region">One of the slugs; null for all.</param>
    public async Task<IReadOnlyList<(View View, string Region)>> ViewsAsync(
        int target,
        string? region,
        CancellationToken cancel
    ) =>
        await connection.ReadAsync(
            "select id, slug from region where $1::text is null or slug = $1 order by slug",
            [region],
            row => (new View(target, row.GetInt16(0)), row.GetString(1)),
            cancel
        );

    /// <summary>What of a window lies in UTC days of which there may be results, in order.</summary>
    /// <param name="target">Its number; null for all.</param>
    public async Task<IReadOnlyList<Window>> DaysAsync(int? target, Window window, CancellationToken cancel)
    {
        var days = await connection.ReadAsync(
            $"""
            select day from ({Partitions.DaysSql}) as partition
            union
            select day from packed_result{(target is null ? "" : " where target = $1")}
            order by day
            """,
            target is { } number ? [number] : [],
            row => PackedRow.StartOf(row.GetFieldValue<DateOnly>(0)),
            cancel
        );
        return
        [
            .. days.Select(start => window.Intersect(new Window(start, start + TimeSpan.FromDays(1))))
                .Where(day => !day.IsEmpty),
        ];
    }

    private async Task<IEnumerable<(int Place, StoredRun Run)>> ReadAsync(
        IReadOnlyList<(View View, Window Window)> windows,
        RunFilter filter,
        bool whole,
        CancellationToken cancel
    )
    {
        if (windows.Count == 0)
            return [];

        List<(int Place, StoredRun Run)> plain = [];
        List<(int Place, PackedRow Row)> packed = [];
        object?[] given =
        [
            windows.Column(each => each.View.Target),
            windows.Column(each => each.View.Region),
            windows.Column(each => each.Window.From),
            windows.Column(each => each.Window.To),
        ];
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.Add(whole ? PlainWholeSql : PlainJudgedSql, [.. given, filter.Triggers, filter.Outcomes]);
            batch.Add(whole ? PackedWholeSql : PackedJudgedSql, [.. given[..2], .. PackedRow.Days(windows), given[2]]);
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                plain.Add((Place(reader), StoredRun.Read(reader, 1)));

            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
                packed.Add((Place(reader), PackedRow.Read(reader, 1, whole)));
        }

        return packed.Count == 0 ? plain : await MergeAsync(windows, filter, plain, packed, cancel);
    }

    private async Task<List<(int Place, StoredRun Run)>> MergeAsync(
        IReadOnlyList<(View View, Window Window)> windows,
        RunFilter filter,
        List<(int Place, StoredRun Run)> plain,
        List<(int Place, PackedRow Row)> packed,
        CancellationToken cancel
    )
    {
        var rows = plain.ToLookup(each => each.Place, each => each.Run);
        var days = packed.ToLookup(each => each.Place, each => each.Row);
        var runs = new List<(int, StoredRun)>();
        for (var place = 0; place < windows.Count; place++)
        {
            var (view, window) = windows[place];
            var some = rows[place].ToList();
            var before = new List<StoredRun>();
            foreach (var day in days[place])
            {
                // Which of two counts may be told by when they started.
                var isDoubtful = day.Measured is null && some.Exists(run => day.Window.Contains(run.Slot));
                var row = isDoubtful ? await WholeAsync(view, day, cancel) : day;
                before.AddRange(row.Runs().Where(run => window.Contains(run.Slot) && filter.OfTrigger(run.Judged)));
            }

            var merged = before.Count == 0 ? some : MergedRuns.Of(before, some);
            runs.AddRange(merged.Where(run => filter.Takes(run.Judged)).Select(run => (place, run)));
        }

        return runs;
    }

    private async Task<PackedRow> WholeAsync(View view, PackedRow day, CancellationToken cancel)
    {
        var rows = await connection.ReadAsync(
            "select day, judged, measured from packed_result where target = $1 and region = $2 and day = $3",
            [view.Target, view.Region, day.Day],
            row => PackedRow.Read(row, 0, whole: true),
            cancel
        );
        return rows.SingleOrDefault() ?? day; // gone with its day
    }

    private static int Place(NpgsqlDataReader row) => (int)row.GetInt64(0) - 1;

    private static readonly string PlainWholeSql = PlainSql("body");
    private static readonly string PlainJudgedSql = PlainSql("''::bytea");
    private static readonly string PackedWholeSql = PackedSql("judged, measured");
    private static readonly string PackedJudgedSql = PackedSql("judged");

    // Lateral with an offset: plans are made while a day is empty and kept, and a join would read the whole day ever after.
    // Of a day that may be packed every row is wanted, whatever came of it: it may take the place of one that is packed.
    private static string PlainSql(string body) =>
        $"""
            select place, scheduled_at, trigger, outcome, reason, started_at, body
            from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::timestamptz[]) with ordinality
                as given (target, region, at, until, place)
            cross join lateral (
                select scheduled_at, trigger, outcome, reason, started_at, {body} as body from result
                where result.target = given.target and result.region = given.region
                    and scheduled_at >= given.at and scheduled_at < given.until and trigger = any($5::smallint[])
                    and (outcome = any($6::smallint[]) or scheduled_at < (select packed_before from horizon))
                offset 0
            ) as run
            order by place, scheduled_at, trigger
            """;

    private static string PackedSql(string columns) =>
        $"""
            select place, day, {columns}
            from unnest($1::integer[], $2::smallint[], $3::date[], $4::date[], $5::timestamptz[]) with ordinality
                as given (target, region, first, last, at, place)
            cross join lateral (
                select day, {columns} from packed_result
                where packed_result.target = given.target and packed_result.region = given.region
                    and day between given.first and given.last
                offset 0
            ) as packed
            where given.at < (select packed_before from horizon)
            order by place, day
            """;
}
