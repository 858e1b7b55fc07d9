using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Access;

namespace Ringback.Store.Runs;

/// <param name="Target">Number of the target.</param>
/// <param name="Regions">Ids of those that are to run it.</param>
/// <param name="CallServer">Host that the run places a call to; null where it calls nobody.</param>
/// <param name="Spacing">From one run of this target by hand to the next; of call targets, to any of the same server.</param>
public sealed record RunWish(int Target, IReadOnlyList<string> Regions, string? CallServer, TimeSpan Spacing);

/// <param name="Id">Grows with each request.</param>
public sealed record AskedRun(long Id, Instant At, IReadOnlyList<string> Regions);

/// <summary>Either what was asked for, or how long to wait with it.</summary>
/// <param name="ByActor">Whether it is who asks, not the target, that had its share.</param>
public sealed record RunOutcome(AskedRun? Run, TimeSpan RetryAfter, bool ByActor);

/// <summary>Checks that somebody asked for now: written down by the API, told to the workers by the aggregator.</summary>
public sealed class RunLedger(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Of one actor, in an hour.</summary>
    public const int MostAnHour = 60;

    /// <summary>Workers that hear of a request later than this leave it: who asked does not wait for ever.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public async Task<RunOutcome> AskAsync(RunWish wish, string subject, Actor actor, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [Locks.Runs], cancel);
        var last = await connection.ReadAsync(
            """
            select at from run_request
            where (target = $1 or server = $2::text) and at > $3
            order by at desc
            limit 1
            """,
            [wish.Target, wish.CallServer, now - wish.Spacing],
            row => row.GetInstant(0),
            cancel
        );
        if (last is [var before])
            return new RunOutcome(null, before + wish.Spacing - now, ByActor: false);

        var mine = await connection.ReadAsync(
            "select at from run_request where actor = $1 and at > $2 order by at desc limit $3",
            [actor.Id, now - Hour, MostAnHour],
            row => row.GetInstant(0),
            cancel
        );
        if (mine.Count == MostAnHour)
            return new RunOutcome(null, mine[^1] + Hour - now, ByActor: true);

        var id = await connection.ReadAsync(
            """
            insert into run_request (target, regions, server, at, actor) values ($1, $2, $3, $4, $5) returning id
            """,
            [wish.Target, wish.Regions.ToArray(), wish.CallServer, now, actor.Id],
            row => row.GetInt64(0),
            cancel
        );
        await AuditLog.WriteAsync(
            connection,
            actor,
            new AuditEntry("run.ask", subject, null, $$"""{"at":"{{now}}"}"""),
            now,
            cancel
        );
        await transaction.CommitAsync(cancel);
        return new RunOutcome(new AskedRun(id[0], now, wish.Regions), TimeSpan.Zero, ByActor: false);
    }

    /// <summary>Null where nobody asked for such a run of the target.</summary>
    public async Task<AskedRun?> FindAsync(int target, long id, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (
            await connection.ReadAsync(
                "select id, at, regions from run_request where target = $1 and id = $2",
                [target, id],
                row => new AskedRun(row.GetInt64(0), row.GetInstant(1), row.GetFieldValue<string[]>(2)),
                cancel
            )
        ).SingleOrDefault();
    }

    /// <summary>Tells of what was not told yet; what could not be told is tried again, as long as anybody waits for it.</summary>
    /// <param name="tell">Gets a request and the region that it is for; it throws where nobody heard it.</param>
    /// <returns>How many were told.</returns>
    public async Task<int> PublishAsync(
        Func<RunRequest, string, CancellationToken, Task> tell,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var asked = await connection.ReadAsync(
            """
            select run_request.id, slug, at, regions from run_request
            join target on target.id = target
            where published_at is null and at > $1
            order by run_request.id
            limit 100
            for update of run_request skip locked
            """,
            [now - Patience],
            row =>
                (
                    Request: new RunRequest(
                        row.GetInt64(0),
                        row.GetString(1),
                        row.GetInstant(2),
                        row.GetInstant(2) + Patience
                    ),
                    Regions: row.GetFieldValue<string[]>(3)
                ),
            cancel
        );
        foreach (var (request, regions) in asked)
        {
            foreach (var region in regions)
                await tell(request, region, cancel);

            await connection.ExecuteAsync(
                "update run_request set published_at = $2 where id = $1",
                [request.Id, now],
                cancel
            );
        }

        await transaction.CommitAsync(cancel);
        return asked.Count;
    }
}
