using System.Text.Json;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results.Packing;

namespace Ringback.Store.Results;

/// <summary>Takes results into the ledger, each identity once, whatever the order and however often they come.</summary>
public sealed class ResultLedger(NpgsqlDataSource database) : IResultLedger
{
    private readonly Partitions _partitions = new(database);

    /// <inheritdoc/>
    public async Task<StoreReceipt> StoreAsync(
        IReadOnlyList<TakenResult> taken,
        Instant receivedAt,
        CancellationToken cancel
    )
    {
        for (var again = false; ; again = true)
        {
            var horizon = await _partitions.EnsureAsync(
                taken.Where(each => each.Refusal is null).Select(each => each.Result.ScheduledAt),
                cancel
            );
            var judged = taken.Select(each =>
                each.Refusal is null && each.Result.ScheduledAt < horizon
                    ? each with
                    {
                        Refusal = Refusals.TooLate,
                    }
                    : each
            );
            try
            {
                return await StoreAsync([.. judged], receivedAt, cancel);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation && !again)
            {
                _partitions.Forget(); // the day was sealed and dropped in between
            }
        }
    }

    private async Task<StoreReceipt> StoreAsync(TakenResult[] taken, Instant receivedAt, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var verdicts = await connection.ReadAsync(
            StoreSql,
            Parameters(taken, receivedAt),
            row => (What: row.GetString(0), Region: row.GetInt16(1), Count: row.GetInt32(2)),
            cancel
        );
        var refused = verdicts.Where(each => each.What is not (Stored or Duplicate)).ToList();
        if (refused.Count > 0)
        {
            await connection.ExecuteAsync(
                RefusedSql,
                [
                    receivedAt,
                    refused.Select(each => each.Region).ToArray(),
                    refused.Select(each => each.What).ToArray(),
                    refused.Select(each => each.Count).ToArray(),
                ],
                cancel
            );
        }

        await transaction.CommitAsync(cancel);
        return new StoreReceipt(
            verdicts.Where(each => each.What == Stored).Sum(each => each.Count),
            verdicts.Where(each => each.What == Duplicate).Sum(each => each.Count),
            refused.GroupBy(each => each.What).ToDictionary(g => g.Key, g => g.Sum(each => each.Count))
        );
    }

    private const string Stored = "stored";
    private const string Duplicate = "duplicate";

    private static object?[] Parameters(TakenResult[] taken, Instant receivedAt)
    {
        var results = System.Array.ConvertAll(taken, each => each.Result);
        return
        [
            Column(result => result.Target),
            Column(result => result.Region),
            Column(result => result.ScheduledAt),
            Column(result => (short)result.Trigger),
            Column(result => (short)result.Outcome),
            Column(result => (short?)result.Reason),
            Column(result => result.StartedAt),
            System.Array.ConvertAll(taken, each => each.Refusal is null ? ResultBody.Pack(each.Result) : []),
            Column(result => result.Detail),
            Column(result => result.Evidence),
            System.Array.ConvertAll(taken, each => each.Refusal),
            ReasonOrder,
        ];

        T[] Column<T>(Converter<ProbeResult, T> of) => System.Array.ConvertAll(results, of);
    }

    /// <summary>Ordinal by name, as ResultPrecedence compares them; the ledger holds only their numbers.</summary>
    private static readonly short[] ReasonOrder =
    [
        .. Enum.GetValues<Reason>()
            .OrderBy(reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()), StringComparer.Ordinal)
            .Select(reason => (short)reason),
    ];

    // Sorted by key, so that two writers of the same rows wait for one another instead of deadlocking.
    private const string StoreSql = """
        with given as (
            select *
            from unnest($1::text[], $2::text[], $3::timestamptz[], $4::smallint[], $5::smallint[], $6::smallint[],
                    $7::timestamptz[], $8::bytea[], $9::text[], $10::text[], $11::text[])
                as given (target, region, scheduled_at, trigger, outcome, reason, started_at, body, detail, evidence, refusal)
        ),
        known as (
            select target.id as target, coalesce(region.id, 0::smallint) as region, scheduled_at, trigger, outcome, reason,
                started_at, body, detail, evidence,
                coalesce(
                    refusal,
                    case when target.id is null then 'unknown_target' when region.id is null then 'unknown_region' end
                ) as refusal
            from given
            left join target on target.slug = given.target
            left join region on region.slug = given.region
        ),
        stored as (
            insert into result (target, region, scheduled_at, trigger, outcome, reason, started_at, body)
            select target, region, scheduled_at, trigger, outcome, reason, started_at, body
            from known
            where refusal is null
            order by target, region, scheduled_at, trigger
            on conflict (target, region, scheduled_at, trigger) do update
            set outcome = excluded.outcome, reason = excluded.reason, started_at = excluded.started_at, body = excluded.body
            where (excluded.outcome = 4, excluded.started_at, excluded.outcome,
                    coalesce(array_position($12::smallint[], excluded.reason), 0))
                < (result.outcome = 4, result.started_at, result.outcome,
                    coalesce(array_position($12::smallint[], result.reason), 0))
            returning target, region, scheduled_at, trigger
        ),
        said as (
            insert into evidence (target, region, scheduled_at, trigger, detail, evidence)
            select target, region, scheduled_at, trigger, detail, evidence
            from stored
            join known using (target, region, scheduled_at, trigger)
            where refusal is null and (detail is not null or known.evidence is not null)
            on conflict (target, region, scheduled_at, trigger) do update
            set detail = excluded.detail, evidence = excluded.evidence
        ),
        unsaid as (
            delete from evidence
            using stored
            join known using (target, region, scheduled_at, trigger)
            where refusal is null and known.detail is null and known.evidence is null
                and (evidence.target, evidence.region, evidence.scheduled_at, evidence.trigger)
                    = (stored.target, stored.region, stored.scheduled_at, stored.trigger)
        ),
        touches as (
            insert into touched (target, region, at)
            select target, region, min(scheduled_at) from stored where trigger <> 3
            group by target, region, date_trunc('hour', scheduled_at, 'UTC')
        )
        select
            coalesce(refusal, case when stored.target is null then 'duplicate' else 'stored' end) as what,
            known.region,
            count(*)::integer
        from known
        left join stored on refusal is null
            and (stored.target, stored.region, stored.scheduled_at, stored.trigger)
                = (known.target, known.region, known.scheduled_at, known.trigger)
        group by what, known.region
        """;

    private const string RefusedSql = """
        insert into refused (day, region, reason, count)
        select ($1::timestamptz at time zone 'UTC')::date, region, reason, count
        from unnest($2::smallint[], $3::text[], $4::integer[]) as given (region, reason, count)
        order by region, reason
        on conflict (day, region, reason) do update set count = refused.count + excluded.count
        """;
}
