using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Timelines;

/// <summary>Hands touched targets to derivers: each target to one at a time, across all processes.</summary>
public sealed class Derivations(NpgsqlDataSource database) : IDerivations, ISealings
{
    /// <summary>So that a spread of a backlog is done in a fraction of a second.</summary>
    private const int BatchesTogether = 64;

    /// <inheritdoc/>
    public async Task<IDerivation?> ClaimAsync(int limit, IEnumerable<int> except, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            await connection.ExecuteAsync(SpreadSql, [BatchesTogether], cancel); // a transaction of its own
            var transaction = await connection.BeginTransactionAsync(cancel);
            var claimed = await connection.ReadAsync(
                ClaimSql,
                [limit, except.ToArray()],
                row => (Target: row.GetInt32(0), DerivedAt: row.GetInstantOrNull(1), RolledTo: row.GetInstantOrNull(2)),
                cancel
            );
            if (claimed.Count == 0)
            {
                await connection.DisposeAsync();
                return null;
            }

            // Only now, in statements of their own, which see whatever was committed before the locks were had.
            var targets = await ReadAsync(connection, claimed, cancel);

            // Another deriver may have done the work just before the lock was had.
            return new Derivation(connection, transaction, [.. targets.Where(target => target.Touches.Count > 0)]);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Claims one target, touched or not, as soon as nobody else holds it; what touched it is not its to delete.</summary>
    public async Task<Derivation> ClaimAsync(int target, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            var claimed = await connection.ReadAsync(
                "select target, derived_at, rolled_to from derivation where target = $1 for update",
                [target],
                row => (Target: row.GetInt32(0), DerivedAt: row.GetInstantOrNull(1), RolledTo: row.GetInstantOrNull(2)),
                cancel
            );
            return new Derivation(
                connection,
                transaction,
                await TargetFacts.ReadTouchedAsync(connection, "every_touch", claimed, cancel)
            );
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    async Task<ISealing> ISealings.ClaimAsync(int target, CancellationToken cancel) => await ClaimAsync(target, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> TargetsBegunBeforeAsync(Instant before, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            "select distinct target from target_lifetime where created_at < $1 order by target",
            [before],
            row => row.GetInt32(0),
            cancel
        );
    }

    /// <inheritdoc/>
    public async Task<int> TouchDueAsync(Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = connection.Statement(DueSql, now);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The newest touch of all; 0 where there is none.</summary>
    public async Task<long> NewestTouchAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = connection.Statement("select coalesce(max(id), 0) from every_touch");
        return (long)(await command.ExecuteScalarAsync(cancel) ?? 0L);
    }

    /// <summary>Whether any of some targets still waits for a deriver because of a touch up to one.</summary>
    public async Task<bool> IsTouchedAsync(int[] targets, long upTo, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = connection.Statement(
            "select exists (select from every_touch where target = any($1) and id <= $2)",
            targets,
            upTo
        );
        return (bool)(await command.ExecuteScalarAsync(cancel) ?? false);
    }

    /// <summary>How many targets wait for a deriver.</summary>
    public async Task<int> CountTouchedAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = connection.Statement("select count(distinct target)::integer from every_touch");
        return (int)(await command.ExecuteScalarAsync(cancel) ?? 0);
    }

    private static async Task<IReadOnlyList<ClaimedTarget>> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Target, Instant? DerivedAt, Instant? RolledTo)> claimed,
        CancellationToken cancel
    )
    {
        try
        {
            return await TargetFacts.ReadTouchedAsync(connection, claimed, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseOutage.IsOne(e))
        {
            throw new UnreadableTargetException([.. claimed.Select(each => each.Target)], e);
        }
    }

    private const string SpreadSql = """
        with taken as (
            delete from touched_batch
            where id = any(array(select id from touched_batch order by id limit $1 for update skip locked))
            returning id, targets, regions, at
        )
        insert into touched (id, target, region, at)
        overriding system value
        select min(taken.id), each.target, each.region, min(each.at)
        from taken
        cross join unnest(taken.targets, taken.regions, taken.at) as each (target, region, at)
        group by each.target, each.region, date_trunc('hour', each.at, 'UTC')
        order by each.target
        """;

    // From one touched target to the next in the index: a backlog has many touches of few targets.
    private const string ClaimSql = """
        with recursive touches as (
            (select target, id as first from touched order by target, id limit 1)
            union all
            select next.target, next.id
            from touches
            cross join lateral (
                select target, id from touched where touched.target > touches.target order by target, id limit 1
            ) as next
        )
        select derivation.target, derivation.derived_at, derivation.rolled_to
        from derivation
        join touches using (target)
        where derivation.target <> all($2)
        order by first
        limit $1
        for update of derivation skip locked
        """;

    private const string DueSql = """
        insert into touched (target, at)
        select target, due_at from derivation
        where due_at <= $1
            and not exists (
                select from touched
                where touched.target = derivation.target and touched.region is null and touched.at = due_at
            )
        """;
}

/// <summary>What is stored of one of these targets cannot be read.</summary>
public sealed class UnreadableTargetException(IReadOnlyList<int> targets, Exception inner)
    : Exception("what is stored of a target cannot be read", inner)
{
    public IReadOnlyList<int> Targets { get; } = targets;
}
