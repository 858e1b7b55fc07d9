using Npgsql;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <summary>Whose time is asked for.</summary>
/// <param name="Number">Of a target, or of a component.</param>
/// <param name="Counted">Ordered, apart, bounded: its lifetime within the window, as far as data is complete.</param>
public sealed record CountedTime(int Number, IReadOnlyList<Window> Counted);

/// <summary>Time by verdict of many at once, from the sums that the timelines carry: the length of the windows costs nothing.</summary>
public sealed class VerdictTimeReads(NpgsqlDataSource database)
{
    /// <returns>Of each that is asked for, in their order.</returns>
    public Task<IReadOnlyList<Availability>> ReadTargetsAsync(
        IReadOnlyList<CountedTime> asked,
        CancellationToken cancel
    ) => ReadAsync("verdict", "target", asked, cancel);

    /// <returns>Of each that is asked for, in their order.</returns>
    public Task<IReadOnlyList<Availability>> ReadComponentsAsync(
        IReadOnlyList<CountedTime> asked,
        CancellationToken cancel
    ) => ReadAsync("component_verdict", "component", asked, cancel);

    private async Task<IReadOnlyList<Availability>> ReadAsync(
        string table,
        string key,
        IReadOnlyList<CountedTime> asked,
        CancellationToken cancel
    )
    {
        // Each window is the sums at its end less those at its start.
        var bounds = asked
            .SelectMany((each, place) => each.Counted.Select(window => (each.Number, Place: place, Window: window)))
            .SelectMany(each =>
                new[]
                {
                    (each.Number, each.Place, At: each.Window.From, Sign: -1),
                    (each.Number, each.Place, At: each.Window.To, Sign: 1),
                }
            )
            .ToList();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.ReadAsync(
            $"""
            select given.place,
                sum(sign * (up_us + case when verdict = 1 then us else 0 end))::bigint,
                sum(sign * (degraded_us + case when verdict = 2 then us else 0 end))::bigint,
                sum(sign * (partial_us + case when verdict = 3 then us else 0 end))::bigint,
                sum(sign * (down_us + case when verdict = 4 then us else 0 end))::bigint,
                sum(sign * (maintenance_us + case when verdict = 5 then us else 0 end))::bigint
            from unnest($1::integer[], $2::timestamptz[], $3::integer[], $4::integer[]) as given (id, at, sign, place)
            cross join lateral (
                select *, (extract(epoch from given.at - stored.at) * 1000000)::bigint as us
                from {table} as stored
                where stored.{key} = given.id and stored.at <= given.at
                order by stored.at desc
                limit 1
            ) as before
            group by given.place
            """,
            [
                bounds.Select(bound => bound.Number).ToArray(),
                bounds.Select(bound => bound.At).ToArray(),
                bounds.Select(bound => bound.Sign).ToArray(),
                bounds.Select(bound => bound.Place).ToArray(),
            ],
            row => (Place: row.GetInt32(0), Times: Enumerable.Range(1, 5).Select(row.GetInt64).ToArray()),
            cancel
        );
        var times = rows.ToDictionary(row => row.Place, row => row.Times);
        return [.. asked.Select((each, place) => Of(each.Counted, times.GetValueOrDefault(place)))];
    }

    /// <summary>What has no other verdict is unknown, the time before the first of all too.</summary>
    private static Availability Of(IReadOnlyList<Window> counted, long[]? times)
    {
        var total = counted.Sum(window => window.Microseconds);
        return times is [var up, var degraded, var partial, var down, var maintenance]
            ? new Availability(up, degraded, partial, down, total - times.Sum(), maintenance)
            : new Availability(0, 0, 0, 0, total, 0);
    }
}
