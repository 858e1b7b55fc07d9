using Npgsql;
using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Store.Access;
using Ringback.Store.Timelines;

namespace Ringback.Store.Alerts;

/// <summary>Which alerts are asked for; what is null is not asked for.</summary>
/// <param name="Kind">One of <see cref="AlertKinds"/>.</param>
/// <param name="Target">Slug: those of it.</param>
/// <param name="Component">Slug: those of it, and of the targets that belong to it now.</param>
/// <param name="Reach">Those of what is within it.</param>
public sealed record AlertFilter(
    string? Kind = null,
    string? Target = null,
    string? Component = null,
    Reach? Reach = null
)
{
    public static AlertFilter None { get; } = new();
}

/// <summary>The alerts that stand, and those that stood.</summary>
public sealed class KnownAlerts(NpgsqlDataSource database)
{
    internal const string Columns =
        "a.id, a.kind, a.subject_kind, a.subject, a.detail, a.urgency, a.name, a.summary, a.opened_at, a.closed_at";

    /// <summary>Holds what has reason to stand against what stands: opens, closes what has been quiet for long enough, and tells of both.</summary>
    /// <param name="judge">Gets what stands; says what has reason to.</param>
    /// <returns>False where another process is at it.</returns>
    public async Task<bool> TrySettleAsync(
        Func<IReadOnlyList<KnownAlert>, Task<IReadOnlyList<Alert>>> judge,
        Instant now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var isOurs = await connection.ReadAsync(
            "select pg_try_advisory_xact_lock($1)",
            [Locks.Alerts],
            row => row.GetBoolean(0),
            cancel
        );
        if (!isOurs[0])
            return false;

        var standing = await connection.ReadAsync(
            $"select {Columns}, a.quiet_since from alert a where closed_at is null order by id",
            [],
            row => (Known: Read(row, 0), QuietSince: row.GetInstantOrNull(10)),
            cancel
        );
        var wanted = (await judge([.. standing.Select(each => each.Known)])).DistinctBy(alert => alert.Key).ToList();
        var keys = wanted.Select(alert => alert.Key).ToHashSet();
        var stood = standing.Select(each => each.Known.Alert.Key).ToHashSet();
        var events = new List<LedgerEvent>();
        foreach (var alert in wanted.Where(alert => !stood.Contains(alert.Key)))
            events.Add(Event(EventKinds.AlertOpened, await OpenAsync(connection, alert, now, cancel), now));

        foreach (var (known, quietSince) in standing)
        {
            var quiet = keys.Contains(known.Alert.Key) ? (Instant?)null : quietSince ?? now;
            var isOver = quiet is { } since && AlertRule.IsOver(since, now);
            if (quiet != quietSince || isOver)
                await connection.ExecuteAsync(
                    "update alert set quiet_since = $2, closed_at = $3 where id = $1",
                    [known.Id, quiet, isOver ? now : null],
                    cancel
                );
            if (isOver)
                events.Add(Event(EventKinds.AlertClosed, known.Id, now));
        }

        await Outbox.WriteAsync(connection, now, events, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Newest first.</summary>
    /// <param name="standing">True for those that stand only, false for those that are over only.</param>
    /// <param name="before">Id that the page goes on before; null for the first page.</param>
    public async Task<IReadOnlyList<KnownAlert>> ReadAsync(
        bool? standing,
        AlertFilter of,
        long? before,
        int limit,
        Instant now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            $"""
            select {Columns}, closed_at is null and {SilentSql} from alert a
            where ($1::boolean is null or (closed_at is null) = $1) and ($2::bigint is null or id < $2)
              and ($5::text is null or kind = $5)
              and ($6::text is null or subject_kind = 'target' and subject = $6)
              and ($7::text is null
                   or subject_kind = 'component' and subject = $7
                   or subject_kind = 'target' and exists (
                       select from component_member m
                       join target t on t.id = m.target
                       join component c on c.id = m.component
                       where t.slug = a.subject and c.slug = $7 and m.to_at is null))
              and ($8::text[] is null
                   or subject_kind = 'component' and subject = any($8) or subject_kind = 'target' and subject = any($9))
            order by id desc limit $3
            """,
            [standing, before, limit, now, of.Kind, of.Target, of.Component, of.Reach?.Components, of.Reach?.Targets],
            row => Read(row, 0) with { IsSilenced = row.GetBoolean(10) },
            cancel
        );
    }

    private static readonly string SilentSql = Silences.IsSilentSql("$4", "a.kind", "a.subject_kind", "a.subject");

    internal static KnownAlert Read(NpgsqlDataReader row, int first) =>
        new(
            row.GetInt64(first),
            new Alert(
                new AlertKey(
                    row.GetString(first + 1),
                    row.GetString(first + 2),
                    row.GetString(first + 3),
                    row.GetString(first + 4)
                ),
                (Urgency)row.GetInt16(first + 5),
                row.GetString(first + 6),
                row.GetString(first + 7)
            ),
            row.GetInstant(first + 8),
            row.GetInstantOrNull(first + 9)
        );

    private static async Task<long> OpenAsync(
        NpgsqlConnection connection,
        Alert alert,
        Instant now,
        CancellationToken cancel
    )
    {
        var ids = await connection.ReadAsync(
            """
            insert into alert (kind, subject_kind, subject, detail, urgency, name, summary, opened_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) returning id
            """,
            [
                alert.Key.Kind,
                alert.Key.SubjectKind,
                alert.Key.Subject,
                alert.Key.Detail,
                (short)alert.Urgency,
                alert.Name,
                alert.Summary,
                now,
            ],
            row => row.GetInt64(0),
            cancel
        );
        return ids[0];
    }

    private static LedgerEvent Event(string kind, long alert, Instant now) =>
        new(kind, null, null, null, now, """{"notify":true}""") { Alert = alert };
}
