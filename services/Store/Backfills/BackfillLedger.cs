using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Store.Backfills;

/// <summary>A target as somebody finds it who brings its history.</summary>
/// <param name="Watched">By id (slug) of the region, when it watches the target, within the lifetime.</param>
public sealed record BackfillTarget(
    int Number,
    string Id,
    Instant CreatedAt,
    IReadOnlyDictionary<string, IReadOnlyList<Window>> Watched
);

/// <summary>Makes room for results from before a target was known, and from before the horizon.</summary>
/// <remarks>
/// A timeline is a function of all its results, and those of sealed days are gone. So sealed days are open only for a target
/// that has none there: its raw results are kept until they are derived, and then sealed like any others.
/// </remarks>
public sealed class BackfillLedger(NpgsqlDataSource database) : IBackfills
{
    /// <summary>Nothing is taken for a slot before it, but of targets that are open.</summary>
    public async Task<Instant> HorizonAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (
            await connection.ReadAsync("select sealed_before from horizon", [], row => row.GetInstant(0), cancel)
        ).Single();
    }

    /// <returns>By id, those that the ledger knows.</returns>
    public async Task<IReadOnlyDictionary<string, BackfillTarget>> FindAsync(string[] ids, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var numbers = await connection.ReadAsync(
            "select slug, id from target where slug = any($1)",
            [ids],
            row => (Slug: row.GetString(0), Id: row.GetInt32(1)),
            cancel
        );
        var regions = (
            await connection.ReadAsync(
                "select id, slug from region",
                [],
                row => (Id: row.GetInt16(0), Slug: row.GetString(1)),
                cancel
            )
        ).ToDictionary(row => row.Id, row => row.Slug);
        var histories = await TargetHistory.ReadAsync(connection, [.. numbers.Select(row => row.Id)], cancel);
        return numbers.ToDictionary(
            row => row.Slug,
            row => new BackfillTarget(
                row.Id,
                row.Slug,
                histories[row.Id].Lifetime[0].From,
                histories[row.Id].Assignments.ToDictionary(each => regions[each.Key], each => each.Value)
            )
        );
    }

    /// <summary>Opens the sealed days of a target that has nothing there; again for who goes on with what was begun.</summary>
    /// <returns>False where it has: its sealed days stay as they are.</returns>
    public async Task<bool> OpenAsync(int target, Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(LockSql, [target], cancel);
        var opened = await connection.ReadAsync(OpenSql, [target, now], row => row.GetInt32(0), cancel);
        await transaction.CommitAsync(cancel);
        return opened.Count > 0;
    }

    /// <summary>More is to come: they stay open.</summary>
    public async Task UseAsync(int[] targets, Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(
            "update backfill set used_at = $2 where target = any($1) and used_at < $2",
            [targets, now],
            cancel
        );
    }

    /// <inheritdoc/>
    public async Task CloseAsync(Instant unusedSince, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(
            """
            delete from backfill
            where used_at < $1
                and not exists (
                    select from every_touch
                    where every_touch.target = backfill.target and region is not null
                        and at < (select sealed_before from horizon)
                )
            """,
            [unusedSince],
            cancel
        );
    }

    /// <summary>
    /// The target was watched since an earlier instant already: its life, and what began with it (settings, regions, membership of
    /// components), begins then.
    /// </summary>
    public async Task ReachBackAsync(int target, Instant since, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(LockSql, [target], cancel);
        await connection.ExecuteAsync(ReachBackSql, [target, since], cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>No deriver is at work on it meanwhile.</summary>
    private const string LockSql = "select from derivation where target = $1 for update";

    private const string OpenSql = """
        insert into backfill (target, used_at)
        select $1, $2
        from horizon
        where exists (select from backfill where target = $1)
            or not (
                exists (select from result where target = $1 and scheduled_at < sealed_before)
                or exists (select from packed_result where target = $1 and day < (sealed_before at time zone 'UTC')::date)
                or exists (select from region_state where target = $1 and at < sealed_before)
                or exists (select from region_fold where target = $1 and at < sealed_before)
                or exists (select from region_current where target = $1 and at > '-infinity' and at < sealed_before)
            )
        on conflict (target) do update set used_at = greatest(backfill.used_at, excluded.used_at)
        returning target
        """;

    private const string ReachBackSql = """
        with born as (
            select min(created_at) as at from target_lifetime where target = $1 having min(created_at) > $2
        ),
        alive as (
            update target_lifetime set created_at = $2 from born where target = $1 and created_at = born.at
        ),
        judged as (
            update target_setting set at = $2 from born where target = $1 and target_setting.at = born.at
        ),
        watched as (
            update assignment set from_at = $2 from born where target = $1 and from_at = born.at
            returning region
        ),
        member as (
            update component_member set from_at = $2 from born where target = $1 and from_at = born.at
        )
        insert into touched (target, region, at)
        select $1, region, $2::timestamptz from watched
        union all
        select $1, null, $2 from born
        """;
}
