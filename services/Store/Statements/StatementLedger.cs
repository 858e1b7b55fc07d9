using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Statements;

/// <summary>Where statements are written down.</summary>
public sealed class StatementLedger(NpgsqlDataSource database)
{
    /// <summary>Lets one process at a time look for statements to write.</summary>
    /// <returns>Null where another one does.</returns>
    public async Task<StatementPass?> TryBeginAsync(CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            var isOurs = await connection.ReadAsync(
                "select pg_try_advisory_xact_lock($1)",
                [Locks.Statements],
                row => row.GetBoolean(0),
                cancel
            );
            if (isOurs[0])
                return new StatementPass(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }
}

/// <summary>One look at all statements, in one transaction. Undone unless committed.</summary>
public sealed class StatementPass : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    internal StatementPass(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    /// <summary>When the first catalog came into force; null before.</summary>
    public async Task<Instant?> FirstCatalogAtAsync(CancellationToken cancel) =>
        (
            await _connection.ReadAsync(
                "select min(effective_at) from catalog_version",
                [],
                row => row.GetInstantOrNull(0),
                cancel
            )
        ).Single();

    /// <returns>Ids of the objectives that have a statement of a period.</returns>
    public async Task<IReadOnlySet<string>> WrittenAsync(string period, CancellationToken cancel) =>
        (
            await _connection.ReadAsync(
                "select objective from statement where period = $1",
                [period],
                row => row.GetString(0),
                cancel
            )
        ).ToHashSet();

    public Task WriteAsync(
        string objective,
        string period,
        Model.Sla.Window window,
        long catalogVersion,
        string body,
        Instant now,
        CancellationToken cancel
    ) =>
        _connection.ExecuteAsync(
            """
            insert into statement (objective, period, from_at, to_at, catalog_version, written_at, body)
            values ($1, $2, $3, $4, $5, $6, $7)
            """,
            [objective, period, window.From, window.To, catalogVersion, now, body],
            cancel
        );

    /// <summary>Those that may not say any more what the ledger does, by number.</summary>
    /// <remarks>
    /// A verdict that changed tells of it by an event; runs do not, so a month that raw results still reach into is looked at
    /// each time.
    /// </remarks>
    public Task<IReadOnlyList<StatementRow>> DoubtfulAsync(CancellationToken cancel) =>
        StatementReads.ReadAsync(
            _connection,
            "body",
            """
            where to_at > (select sealed_before from horizon)
                or to_at > (
                    select min(at) from event where id > (select event from statement_progress) and kind = 'verdict'
                )
            order by id
            """,
            [],
            cancel
        );

    public Task AmendAsync(StatementRow statement, string body, Instant now, CancellationToken cancel) =>
        _connection.ExecuteAsync(
            "insert into statement_amendment (statement, number, written_at, body) values ($1, $2, $3, $4)",
            [statement.Id, statement.Amendments.Count + 1, now, body],
            cancel
        );

    /// <summary>The newest event of now; to be read before the timelines are.</summary>
    public async Task<long> NewestEventAsync(CancellationToken cancel) =>
        (
            await _connection.ReadAsync("select coalesce(max(id), 0) from event", [], row => row.GetInt64(0), cancel)
        ).Single();

    /// <param name="event">Up to it all have been looked at.</param>
    public async Task CommitAsync(long @event, CancellationToken cancel)
    {
        await _connection.ExecuteAsync("update statement_progress set event = $1", [@event], cancel);
        await _transaction.CommitAsync(cancel);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
