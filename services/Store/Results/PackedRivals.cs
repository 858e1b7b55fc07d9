using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Timelines;

namespace Ringback.Store.Results;

/// <summary>Holds results that come late against what is packed of their days.</summary>
internal static class PackedRivals
{
    /// <summary>Those that a packed result of the same identity does not leave without effect; the others are known already, or of lesser precedence.</summary>
    /// <param name="packedBefore">Slots from it on lie in no packed day.</param>
    public static async Task<List<ResultRow>> WithoutBeatenAsync(
        NpgsqlConnection connection,
        List<ResultRow> rows,
        Instant packedBefore,
        CancellationToken cancel
    )
    {
        var days = rows.Where(row => row.Slot < packedBefore)
            .GroupBy(row => (new View(row.Target, row.Region), Day: Partitions.DayOf(row.Slot)))
            .ToList();
        if (days.Count == 0)
            return rows;

        var known = new HashSet<ResultRow>(ReferenceEqualityComparer.Instance);
        var packed = await ReadAsync(connection, [.. days.Select(day => day.Key)], whole: false, cancel);
        foreach (var day in days.Where(day => packed.ContainsKey(day.Key)))
        {
            var keys = packed[day.Key].Runs().Select(run => (run.Slot, run.Trigger)).ToHashSet();
            known.UnionWith(day.Where(row => keys.Contains((row.Slot, row.Result.Trigger))));
        }

        if (known.Count == 0)
            return rows;

        // Which of the two counts may be told by when they started, which is with what they measured.
        var doubtful = days.Where(day => day.Any(known.Contains)).ToList();
        var whole = await ReadAsync(connection, [.. doubtful.Select(day => day.Key)], whole: true, cancel);
        foreach (var day in doubtful.Where(day => whole.ContainsKey(day.Key)))
        {
            var runs = whole[day.Key].Runs().ToDictionary(run => (run.Slot, run.Trigger));
            known.ExceptWith(
                day.Where(row =>
                    !runs.TryGetValue((row.Slot, row.Result.Trigger), out var run)
                    || ResultPrecedence.Compare(row.Result, run.Outcome, run.StartedAt, run.Reason) < 0
                )
            );
        }

        return [.. rows.Where(row => !known.Contains(row))];
    }

    private static async Task<Dictionary<(View View, DateOnly Day), PackedRow>> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(View View, DateOnly Day)> days,
        bool whole,
        CancellationToken cancel
    )
    {
        var rows = await connection.ReadAsync(
            $"""
            select place, packed.*
            from unnest($1::integer[], $2::smallint[], $3::date[]) with ordinality as given (target, region, day, place)
            cross join lateral (
                select day, judged{(whole ? ", measured" : "")} from packed_result
                where (packed_result.target, packed_result.region, packed_result.day) = (given.target, given.region, given.day)
                offset 0
            ) as packed
            """,
            [
                days.Column(each => each.View.Target),
                days.Column(each => each.View.Region),
                days.Column(each => each.Day),
            ],
            row => (Place: (int)row.GetInt64(0) - 1, Row: PackedRow.Read(row, 1, whole)),
            cancel
        );
        return rows.ToDictionary(each => days[each.Place], each => each.Row);
    }
}
