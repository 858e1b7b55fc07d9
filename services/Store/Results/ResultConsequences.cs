using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.Store.Results;

/// <summary>What follows from results that were stored or refused: evidence, touches, counts.</summary>
internal static class ResultConsequences
{
    private const long Hour = 3_600_000_000;

    /// <summary>The last statements of the transaction, in one round trip.</summary>
    /// <param name="stored">All of them.</param>
    /// <param name="settled">Those of them that may have taken another's place.</param>
    /// <param name="said">Those of them whose evidence is kept.</param>
    /// <returns>The horizon as it is now.</returns>
    public static async Task<Horizon> WriteAsync(
        NpgsqlConnection connection,
        List<ResultRow> stored,
        List<ResultRow> settled,
        IReadOnlyList<ResultRow> said,
        IReadOnlyList<Refusal> refused,
        Instant receivedAt,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Horizon.Sql);
        Add(
            SaidSql,
            said,
            rows => [.. rows.Keys(), rows.Column(row => row.Result.Detail), rows.Column(row => row.Result.Evidence)]
        );
        Add(UnsaidSql, settled.Except(said).ToList(), unsaid => [.. unsaid.Keys()]);
        Add(
            TouchedSql,
            Touches(stored),
            touches =>
                [
                    touches.Column(touch => touch.Target),
                    touches.Column(touch => touch.Region),
                    touches.Column(touch => touch.At),
                ]
        );
        Add(
            RefusedSql,
            refused,
            counts =>
                [
                    receivedAt,
                    counts.Column(each => each.Region),
                    counts.Column(each => each.Why),
                    counts.Column(each => each.Count),
                ]
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var horizon = Horizon.Read(reader);
        while (await reader.NextResultAsync(cancel)) { }

        return horizon;

        void Add<T>(string sql, IReadOnlyList<T> items, Func<IReadOnlyList<T>, object?[]> parameters)
        {
            if (items.Count > 0)
                batch.Add(sql, parameters(items));
        }
    }

    /// <summary>Of every target, region and full hour of UTC the first slot that changed.</summary>
    private static List<(int Target, short Region, Instant At)> Touches(List<ResultRow> stored)
    {
        var first = new Dictionary<(int Target, short Region, long Hour), Instant>();
        foreach (var row in stored.Where(row => row.Result.Trigger != Trigger.Manual))
        {
            var key = (row.Target, row.Region, row.Slot.Microseconds / Hour);
            first[key] = first.TryGetValue(key, out var at) ? Instant.Min(at, row.Slot) : row.Slot;
        }

        return [.. first.Select(each => (each.Key.Target, each.Key.Region, each.Value))];
    }

    private const string SaidSql = """
        insert into evidence (target, region, scheduled_at, trigger, detail, evidence)
        select * from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::smallint[], $5::text[], $6::text[])
        on conflict (target, region, scheduled_at, trigger) do update
        set detail = excluded.detail, evidence = excluded.evidence
        """;

    private const string UnsaidSql = """
        delete from evidence
        using unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::smallint[])
            as given (target, region, scheduled_at, trigger)
        where (evidence.target, evidence.region, evidence.scheduled_at, evidence.trigger)
            = (given.target, given.region, given.scheduled_at, given.trigger)
        """;

    private const string TouchedSql = "insert into touched_batch (targets, regions, at) values ($1, $2, $3)";

    private const string RefusedSql = """
        insert into refused (day, region, reason, count)
        select ($1::timestamptz at time zone 'UTC')::date, region, reason, count
        from unnest($2::smallint[], $3::text[], $4::integer[]) as given (region, reason, count)
        order by region, reason
        on conflict (day, region, reason) do update set count = refused.count + excluded.count
        """;
}

/// <summary>How many of a region were refused for one reason.</summary>
/// <param name="Region">0: one that the catalog does not know.</param>
/// <param name="Why">One of <see cref="Refusals"/>.</param>
internal readonly record struct Refusal(short Region, string Why, int Count);
