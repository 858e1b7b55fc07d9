using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Access;

/// <param name="Headers">JSON object of those that belong to the answer.</param>
public sealed record StoredAnswer(int Status, string Headers, byte[] Body);

/// <summary>What is known of a write that is asked for again.</summary>
/// <param name="IsSame">Whether it is the same request.</param>
/// <param name="Answer">Null while it is under way.</param>
public sealed record EarlierWrite(bool IsSame, StoredAnswer? Answer);

/// <summary>Writes by their Idempotency-Key: each is done once, however often it is sent.</summary>
public sealed class IdempotencyLedger(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Whoever began a write and has not ended it by then is gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Begins a write.</summary>
    /// <returns>Null where it is the first: it must be ended or given up.</returns>
    public async Task<EarlierWrite?> BeginAsync(string actor, string key, byte[] request, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(
            """
            delete from idempotency
            where begun_at < $1 or (actor = $2 and key = $3 and status is null and begun_at < $4)
            """,
            [now - Kept, actor, key, now - Patience],
            cancel
        );
        var begun = await connection.ReadAsync(
            """
            insert into idempotency (actor, key, request, begun_at) values ($1, $2, $3, $4)
            on conflict do nothing
            returning true
            """,
            [actor, key, request, now],
            row => row.GetBoolean(0),
            cancel
        );
        if (begun.Count > 0)
            return null;

        var earlier = await connection.ReadAsync(
            "select request, status, headers::text, body from idempotency where actor = $1 and key = $2",
            [actor, key],
            row => new EarlierWrite(
                row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(request),
                row.IsDBNull(1)
                    ? null
                    : new StoredAnswer(row.GetInt32(1), row.GetString(2), row.GetFieldValue<byte[]>(3))
            ),
            cancel
        );
        return earlier.SingleOrDefault() ?? new EarlierWrite(true, null); // it was given up just now
    }

    public async Task EndAsync(string actor, string key, StoredAnswer answer, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(
            "update idempotency set status = $3, headers = $4::json, body = $5 where actor = $1 and key = $2",
            [actor, key, answer.Status, answer.Headers, answer.Body],
            cancel
        );
    }

    /// <summary>It failed for no fault of its own, and may be sent again.</summary>
    public async Task GiveUpAsync(string actor, string key, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync("delete from idempotency where actor = $1 and key = $2", [actor, key], cancel);
    }
}
