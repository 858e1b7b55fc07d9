using System.Data;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Store.Reads;

/// <summary>Counts and distributions of any windows: whole days from their totals, the rest hour by hour, the open hour from its results.</summary>
public sealed class RollupReads(NpgsqlDataSource database)
{
    /// <param name="target">Its number.</param>
    /// <param name="region">Slug; null for all of them together.</param>
    /// <param name="pieces">Adjoining and in order, bounded by full hours; the last may end within the hour that is not rolled up yet.</param>
    /// <returns>One of each piece.</returns>
    public async Task<IReadOnlyList<Rollup>> ReadAsync(
        int target,
        string? region,
        IReadOnlyList<Window> pieces,
        CancellationToken cancel
    )
    {
        if (pieces.Count == 0)
            return [];

        await using var connection = await database.OpenConnectionAsync(cancel);
        // Of one moment: an hour that is rolled up meanwhile must not be seen twice, or not at all.
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var rolledTo = await RolledToAsync(connection, target, cancel);
        var sums = new PieceSums(pieces);
        await AddStoredAsync(connection, target, region, pieces, sums, cancel);
        await AddOpenAsync(connection, target, region, rolledTo, pieces, sums, cancel);
        return sums.Take();
    }

    private static async Task AddStoredAsync(
        NpgsqlConnection connection,
        int target,
        string? region,
        IReadOnlyList<Window> pieces,
        PieceSums sums,
        CancellationToken cancel
    )
    {
        var whole = pieces
            .SelectMany(piece => Days(piece).Where(day => piece.Intersect(Whole(day)) == Whole(day)))
            .ToHashSet();
        var rows = await connection.ReadAsync(
            """
            select day, total, case when day = any($4) then null else hours end from rollup
            where target = $1 and day between $2 and $3
                and ($5::text is null or region = (select id from region where slug = $5))
            order by day
            """,
            [
                target,
                ViewDay.DayOf(pieces[0].From),
                ViewDay.DayOf(new Instant(pieces[^1].To.Microseconds - 1)),
                whole.ToArray(),
                region,
            ],
            row =>
                (
                    Day: row.GetFieldValue<DateOnly>(0),
                    Total: row.GetFieldValue<byte[]>(1),
                    Hours: row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2)
                ),
            cancel
        );
        foreach (var (day, total, hours) in rows)
        {
            var start = Whole(day).From;
            sums.PassTo(start);
            var isAdded = hours is null
                ? sums.At(start).TryAdd(total)
                : DayRollup.TryAdd(total, hours, hour => sums.At(start + (hour * HourRollup.Length)));
            if (!isAdded)
                throw new InvalidDataException($"the rollup of {day:yyyy-MM-dd} is damaged");
        }
    }

    private static async Task AddOpenAsync(
        NpgsqlConnection connection,
        int target,
        string? region,
        Instant rolledTo,
        IReadOnlyList<Window> pieces,
        PieceSums sums,
        CancellationToken cancel
    )
    {
        var open = new Window(Instant.Max(rolledTo, pieces[0].From), pieces[^1].To);
        if (open.IsEmpty)
            return;

        var facts = (await TargetFacts.ReadAsync(connection, [(target, null, null)], cancel))[0];
        var stored = new StoredRuns(connection);
        var views = await stored.ViewsAsync(target, region, cancel);
        var read = await stored.WholeAsync([.. views.Select(each => (each.View, open))], RunFilter.Scheduled, cancel);
        var runs = read.SelectMany(
            each => each,
            (each, run) => (views[each.Key].View.Region, Run: RollupColumns.Run(run))
        );
        foreach (var hour in runs.GroupBy(each => (each.Region, Hour: each.Run.ScheduledAt.HourStart)))
        {
            var watched = facts.Assignments.GetValueOrDefault(hour.Key.Region, []);
            var rollup = HourRollup.Of(hour.Key.Hour, hour.Select(each => each.Run), watched, facts.Maintenance);
            if (rollup is not null)
                sums.At(hour.Key.Hour).Add(rollup.Rollup);
        }
    }

    /// <summary>From here on hours are read from their results; before the first derivation there are none that count.</summary>
    private static async Task<Instant> RolledToAsync(NpgsqlConnection connection, int target, CancellationToken cancel)
    {
        var rows = await connection.ReadAsync(
            "select rolled_to from derivation where target = $1",
            [target],
            row => row.GetInstantOrNull(0),
            cancel
        );
        return rows.SingleOrDefault() ?? Instant.MaxValue;
    }

    private static IEnumerable<DateOnly> Days(Window window)
    {
        if (window.IsEmpty)
            yield break;

        var last = ViewDay.DayOf(new Instant(window.To.Microseconds - 1));
        for (var day = ViewDay.DayOf(window.From); day <= last; day = day.AddDays(1))
            yield return day;
    }

    private static Window Whole(DateOnly day)
    {
        var from = Instant.From(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
        return new Window(from, from + (DayRollup.Hours * HourRollup.Length));
    }
}
