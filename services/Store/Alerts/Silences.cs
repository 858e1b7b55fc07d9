using System.Text.Json.Nodes;
using Npgsql;
using Ringback.Model;
using Ringback.Store.Access;

namespace Ringback.Store.Alerts;

/// <summary>What a silence is about; what is null is any.</summary>
/// <param name="Target">Slug: its incidents and alerts.</param>
/// <param name="Component">Slug: those of it and of its targets.</param>
/// <param name="Kind"><see cref="Silences.Incidents"/>, or one of <c>AlertKinds</c>.</param>
public sealed record SilenceMatch(string? Target, string? Component, string? Kind);

/// <param name="EndsAt">Exclusive.</param>
public sealed record Silence(
    long Id,
    SilenceMatch Match,
    string Reason,
    string Actor,
    Instant CreatedAt,
    Instant EndsAt
);

/// <summary>What nobody is called for, because somebody knows already: receivers are told of it once the silence is over, if it still stands then.</summary>
public sealed class Silences(NpgsqlDataSource database, TimeProvider time)
{
    public const string Incidents = "incident";

    /// <returns>Null where there is no such target or component.</returns>
    public async Task<Silence?> AddAsync(
        SilenceMatch match,
        Instant endsAt,
        string reason,
        Actor actor,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var added = await connection.ReadAsync(
            """
            insert into silence (target, component, kind, reason, actor, created_at, ends_at)
            select (select id from target where slug = $1), (select id from component where slug = $2), $3, $4, $5, $6, $7
            where ($1::text is null or exists (select from target where slug = $1))
              and ($2::text is null or exists (select from component where slug = $2))
            returning id
            """,
            [match.Target, match.Component, match.Kind, reason, actor.Id, now, endsAt],
            row => row.GetInt64(0),
            cancel
        );
        if (added is not [var id])
            return null;

        var silence = new Silence(id, match, reason, actor.Id, now, endsAt);
        await WriteAsync(connection, actor, "silence.add", null, silence, now, cancel);
        await transaction.CommitAsync(cancel);
        return silence;
    }

    /// <summary>It ends now; one that is over stays as it was.</summary>
    /// <returns>Null where there is none.</returns>
    public async Task<Silence?> EndAsync(long id, Actor actor, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select from silence where id = $1 for update", [id], cancel);
        if (await FindAsync(connection, id, cancel) is not { } before)
            return null;
        if (before.EndsAt <= now)
            return before;

        var after = before with { EndsAt = now };
        await connection.ExecuteAsync("update silence set ends_at = $2 where id = $1", [id, now], cancel);
        await WriteAsync(connection, actor, "silence.end", before, after, now, cancel);
        await transaction.CommitAsync(cancel);
        return after;
    }

    public async Task<Silence?> FindAsync(long id, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await FindAsync(connection, id, cancel);
    }

    /// <summary>Newest first.</summary>
    /// <param name="standing">True for those that silence now only, false for those that are over only.</param>
    /// <param name="before">Id that the page goes on before; null for the first page.</param>
    /// <param name="reach">Only those of what is within it; null for all.</param>
    public async Task<IReadOnlyList<Silence>> ReadAsync(
        bool? standing,
        long? before,
        int limit,
        Reach? reach,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            $"""
            {Select}
            where ($1::boolean is null or (s.ends_at > $2) = $1) and ($3::bigint is null or s.id < $3)
                and ($5::text[] is null or c.slug = any($5) or t.slug = any($6))
            order by s.id desc limit $4
            """,
            [standing, Instant.Now(time), before, limit, reach?.Components, reach?.Targets],
            Row,
            cancel
        );
    }

    private static async Task<Silence?> FindAsync(NpgsqlConnection connection, long id, CancellationToken cancel) =>
        (await connection.ReadAsync($"{Select} where s.id = $1", [id], Row, cancel)).SingleOrDefault();

    private static Task WriteAsync(
        NpgsqlConnection connection,
        Actor actor,
        string action,
        Silence? before,
        Silence after,
        Instant now,
        CancellationToken cancel
    ) =>
        AuditLog.WriteAsync(
            connection,
            actor,
            new AuditEntry(action, $"silence:{after.Id}", before is null ? null : Text(before), Text(after)),
            now,
            cancel
        );

    private static string Text(Silence silence) =>
        new JsonObject
        {
            ["target"] = silence.Match.Target,
            ["component"] = silence.Match.Component,
            ["kind"] = silence.Match.Kind,
            ["reason"] = silence.Reason,
            ["ends_at"] = silence.EndsAt.ToString(),
        }.ToJsonString();

    private static Silence Row(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            new SilenceMatch(
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3)
            ),
            row.GetString(4),
            row.GetString(5),
            row.GetInstant(6),
            row.GetInstant(7)
        );

    private const string Select = """
        select s.id, t.slug, c.slug, s.kind, s.reason, s.actor, s.created_at, s.ends_at
        from silence s
        left join target t on t.id = s.target
        left join component c on c.id = s.component
        """;

    /// <summary>Whether anything silences now what has this kind, and is about this subject.</summary>
    /// <param name="now">SQL of the instant; likewise the others.</param>
    /// <param name="subject">Slug of what <paramref name="subjectKind"/> says: only targets and components can be silenced by name.</param>
    internal static string IsSilentSql(string now, string kind, string subjectKind, string subject) =>
        $"""
            exists (
                select from silence s
                where s.created_at <= {now} and s.ends_at > {now} and (s.kind is null or s.kind = {kind})
                  and (s.target is null
                       or {subjectKind} = 'target' and s.target = (select id from target where slug = {subject}))
                  and (s.component is null
                       or {subjectKind} = 'component' and s.component = (select id from component where slug = {subject})
                       or {subjectKind} = 'target' and exists (
                           select from component_member m join target t on t.id = m.target
                           where m.component = s.component and t.slug = {subject}
                             and m.from_at <= {now} and (m.to_at is null or m.to_at > {now})))
            )
            """;
}
