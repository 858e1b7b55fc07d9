using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Access;

/// <summary>Who does something.</summary>
/// <param name="Id"><c>key:ID</c>, <c>oidc:SUBJECT</c>, <c>cli:USER</c> or <c>file:PATH</c>.</param>
/// <param name="Name">For people; null where it has none.</param>
/// <param name="Address">Of the client; null where it came by no network.</param>
public sealed record Actor(string Id, string? Name, string? Address);

/// <param name="Action">Such as <c>key.create</c>.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="Before">JSON: the heads of what was; null where there was nothing. Never a secret.</param>
/// <param name="After">JSON: of what is since then.</param>
public sealed record AuditEntry(string Action, string Subject, string? Before, string? After);

/// <summary>One line of the log.</summary>
public sealed record AuditRow(long Id, Instant At, Actor Actor, AuditEntry Entry);

/// <param name="Before">Only those with a lesser id.</param>
public sealed record AuditFilter(string? Actor, string? Action, string? Subject, long? Before, int Limit);

/// <summary>Who changed what: written in the transaction of the change, never altered.</summary>
public sealed class AuditLog(NpgsqlDataSource database)
{
    /// <returns>Newest first.</returns>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(AuditFilter filter, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select id, at, actor, actor_name, address, action, subject, before::text, after::text
            from audit
            where ($1::text is null or actor = $1)
                and ($2::text is null or action = $2)
                and ($3::text is null or subject = $3)
                and ($4::bigint is null or id < $4)
            order by id desc
            limit $5
            """,
            [filter.Actor, filter.Action, filter.Subject, filter.Before, filter.Limit],
            row => new AuditRow(
                row.GetInt64(0),
                row.GetInstant(1),
                new Actor(row.GetString(2), row.GetStringOrNull(3), row.GetStringOrNull(4)),
                new AuditEntry(row.GetString(5), row.GetString(6), row.GetStringOrNull(7), row.GetStringOrNull(8))
            ),
            cancel
        );
    }

    internal static Task WriteAsync(
        NpgsqlConnection connection,
        Actor actor,
        AuditEntry entry,
        Instant at,
        CancellationToken cancel
    ) =>
        connection.ExecuteAsync(
            """
            insert into audit (at, actor, actor_name, address, action, subject, before, after)
            values ($1, $2, $3, $4, $5, $6, $7::json, $8::json)
            """,
            [at, actor.Id, actor.Name, actor.Address, entry.Action, entry.Subject, entry.Before, entry.After],
            cancel
        );
}
