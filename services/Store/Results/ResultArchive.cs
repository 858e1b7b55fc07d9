using System.Runtime.CompilerServices;
using Npgsql;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Store.Results;

/// <summary>Whole results as they were taken, for who carries them elsewhere: read as they are consumed, however many there are.</summary>
public sealed class ResultArchive(NpgsqlDataSource database)
{
    /// <summary>Day by day, within a day by target, region and slot; each day as it is when it is read.</summary>
    /// <param name="target">Its number; null for all.</param>
    public async IAsyncEnumerable<ProbeResult> ReadAsync(
        int? target,
        Window window,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        foreach (var day in await new StoredRuns(connection).DaysAsync(target, window, cancel))
        {
            foreach (var view in await ViewsAsync(connection, target, day, cancel))
            {
                foreach (var result in await ReadAsync(connection, view, day, cancel))
                    yield return result;
            }
        }
    }

    private static async Task<List<ProbeResult>> ReadAsync(
        NpgsqlConnection connection,
        (View View, string Target, string Region) of,
        Window day,
        CancellationToken cancel
    )
    {
        var said = (
            await connection.ReadAsync(
                """
                select scheduled_at, trigger, detail, evidence from evidence
                where target = $1 and region = $2 and scheduled_at >= $3 and scheduled_at < $4
                """,
                [of.View.Target, of.View.Region, day.From, day.To],
                row =>
                    (
                        Key: (row.GetInstant(0), (Trigger)row.GetInt16(1)),
                        Detail: row.IsDBNull(2) ? null : row.GetString(2),
                        Evidence: row.IsDBNull(3) ? null : row.GetString(3)
                    ),
                cancel
            )
        ).ToDictionary(row => row.Key);
        var runs = await new StoredRuns(connection).WholeAsync([(of.View, day)], RunFilter.All, cancel);
        return
        [
            .. runs[0]
                .Select(run =>
                {
                    var (_, detail, evidence) = said.GetValueOrDefault((run.Slot, run.Trigger));
                    return run.ToResult(of.Target, of.Region) with { Detail = detail, Evidence = evidence };
                }),
        ];
    }

    private static Task<List<(View View, string Target, string Region)>> ViewsAsync(
        NpgsqlConnection connection,
        int? target,
        Window day,
        CancellationToken cancel
    ) =>
        connection.ReadAsync(
            """
            select target.id, region.id, target.slug, region.slug
            from target cross join region
            where ($1::integer is null or target.id = $1)
                and (
                    exists (
                        select from result
                        where result.target = target.id and result.region = region.id and scheduled_at >= $2 and scheduled_at < $3
                    )
                    or exists (
                        select from packed_result
                        where packed_result.target = target.id and packed_result.region = region.id
                            and day between ($2::timestamptz at time zone 'UTC')::date and ($3::timestamptz at time zone 'UTC')::date
                    )
                )
            order by target.id, region.id
            """,
            [target, day.From, day.To],
            row => (new View(row.GetInt32(0), row.GetInt16(1)), row.GetString(2), row.GetString(3)),
            cancel
        );
}
