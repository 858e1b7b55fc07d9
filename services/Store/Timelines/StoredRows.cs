using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Statements;

namespace Ringback.Store.Timelines;

/// <summary>What is stored of derived things, column by column and without a look at whether it makes sense.</summary>
public sealed class StoredRows
{
    private readonly NpgsqlConnection _connection;

    internal StoredRows(NpgsqlConnection connection) => _connection = connection;

    public Task<List<(Instant At, RegionState State, Reason? Reason)>> StatesAsync(
        View view,
        CancellationToken cancel
    ) =>
        _connection.ReadAsync(
            "select at, state, reason from region_state where target = $1 and region = $2 order by at",
            Keys(view),
            row => (row.GetInstant(0), (RegionState)row.GetInt16(1), (Reason?)GetInt16OrNull(row, 2)),
            cancel
        );

    public Task<List<(Instant At, byte[] Fold)>> FoldsAsync(View view, CancellationToken cancel) =>
        _connection.ReadAsync(
            "select at, fold from region_fold where target = $1 and region = $2 order by at",
            Keys(view),
            row => (row.GetInstant(0), row.GetFieldValue<byte[]>(1)),
            cancel
        );

    /// <summary>Every day of a view.</summary>
    public Task<List<(ViewDay Day, byte[] Blips)>> BlipsAsync(View view, CancellationToken cancel) =>
        _connection.ReadAsync(
            "select day, blips from blip where target = $1 and region = $2 order by day",
            Keys(view),
            row => (new ViewDay(view, row.GetFieldValue<DateOnly>(0)), row.GetFieldValue<byte[]>(1)),
            cancel
        );

    /// <summary>At most one.</summary>
    public Task<List<StoredCurrent>> CurrentAsync(View view, CancellationToken cancel) =>
        _connection.ReadAsync(
            """
            select at, fold, newest_at, silent_at, suspected_since from region_current
            where target = $1 and region = $2
            """,
            Keys(view),
            row => new StoredCurrent(
                row.GetInstant(0),
                row.GetFieldValue<byte[]>(1),
                row.GetInstantOrNull(2),
                row.GetInstantOrNull(3),
                row.GetInstantOrNull(4)
            ),
            cancel
        );

    /// <summary>Every day of a view.</summary>
    public Task<List<(DateOnly Day, byte[] Total, byte[] Hours)>> RollupsAsync(View view, CancellationToken cancel) =>
        _connection.ReadAsync(
            "select day, total, hours from rollup where target = $1 and region = $2 order by day",
            Keys(view),
            row => (row.GetFieldValue<DateOnly>(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)),
            cancel
        );

    /// <summary>The rows of a verdict timeline whose sums are not the time by verdict up to them.</summary>
    /// <param name="table">Of targets', components' or regions' verdicts; <paramref name="key"/> is the column of whom.</param>
    public Task<List<(Instant At, string Stored, string Computed)>> WrongSumsAsync(
        string table,
        string key,
        int id,
        CancellationToken cancel
    ) =>
        _connection.ReadAsync(
            $"""
            with step as (
                select *, lag(verdict) over line as held, (extract(epoch from at - lag(at) over line) * 1000000)::bigint as us
                from {table}
                where {key} = $1
                window line as (order by at)
            ),
            summed as (
                select at,
                    concat_ws(' ', up_us, degraded_us, partial_us, down_us, maintenance_us) as stored,
                    concat_ws(' ',
                        coalesce(sum(us) filter (where held = 1) over so_far, 0),
                        coalesce(sum(us) filter (where held = 2) over so_far, 0),
                        coalesce(sum(us) filter (where held = 3) over so_far, 0),
                        coalesce(sum(us) filter (where held = 4) over so_far, 0),
                        coalesce(sum(us) filter (where held = 5) over so_far, 0)) as computed
                from step
                window so_far as (order by at)
            )
            select at, stored, computed from summed where stored <> computed order by at
            """,
            [id],
            row => (row.GetInstant(0), row.GetString(1), row.GetString(2)),
            cancel
        );

    /// <summary>All of them, by number.</summary>
    public Task<List<StoredIncidentRow>> IncidentsAsync(CancellationToken cancel) =>
        _connection.ReadAsync(
            """
            select id, target, component, region, opened_at, closed_at, severity, reason, merged_into, withdrawn
            from incident
            order by id
            """,
            [],
            row => new StoredIncidentRow(
                row.GetInt64(0),
                row.IsDBNull(1) ? null : row.GetInt32(1),
                row.IsDBNull(2) ? null : row.GetInt32(2),
                GetInt16OrNull(row, 3),
                new Incident(row.GetInstant(4), row.GetInstantOrNull(5), (Verdict)row.GetInt16(6)),
                (Reason?)GetInt16OrNull(row, 7),
                row.IsDBNull(8) ? null : row.GetInt64(8),
                row.GetBoolean(9)
            ),
            cancel
        );

    public Task<List<(long Part, long Whole)>> PartsAsync(CancellationToken cancel) =>
        _connection.ReadAsync(
            "select part, whole from incident_part",
            [],
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancel
        );

    public Task<List<(long Incident, Cause<(int Target, short Region, Instant Hour)> Cause)>> CausesAsync(
        CancellationToken cancel
    ) =>
        _connection.ReadAsync(
            "select incident, target, region, hour, layer, reason, count, first_at, last_at from incident_cause",
            [],
            row =>
                (
                    row.GetInt64(0),
                    new Cause<(int, short, Instant)>(
                        (row.GetInt32(1), row.GetInt16(2), row.GetInstant(3)),
                        (CauseLayer)row.GetInt16(4),
                        (Reason)row.GetInt16(5),
                        row.GetInt32(6),
                        row.GetInstant(7),
                        row.GetInstant(8)
                    )
                ),
            cancel
        );

    /// <summary>By number.</summary>
    public Task<IReadOnlyList<StatementRow>> StatementsAsync(CancellationToken cancel) =>
        StatementReads.ReadAsync(_connection, "body", "order by id", [], cancel);

    /// <summary>Bounds of a statement's month as its row has them.</summary>
    public async Task<Window> BoundsAsync(long statement, CancellationToken cancel) =>
        (
            await _connection.ReadAsync(
                "select from_at, to_at from statement where id = $1",
                [statement],
                row => row.GetWindow(0),
                cancel
            )
        ).Single();

    /// <summary>Numbers of its amendments, in order.</summary>
    public Task<List<int>> AmendmentsAsync(long statement, CancellationToken cancel) =>
        _connection.ReadAsync(
            "select number from statement_amendment where statement = $1 order by number",
            [statement],
            row => row.GetInt32(0),
            cancel
        );

    /// <summary>Whether the correlator has still to do with what derivers told it.</summary>
    public async Task<bool> IsCorrelatingAsync(CancellationToken cancel) =>
        (
            await _connection.ReadAsync(
                "select exists (select from incident_news)",
                [],
                row => row.GetBoolean(0),
                cancel
            )
        ).Single();

    /// <summary>Whether verdicts that statements are made of changed since those were last held against them.</summary>
    public async Task<bool> IsAmendingAsync(CancellationToken cancel) =>
        (
            await _connection.ReadAsync(
                """
                select exists (
                    select from statement
                    where to_at > (
                        select min(at) from event where id > (select event from statement_progress) and kind = 'verdict'
                    )
                )
                """,
                [],
                row => row.GetBoolean(0),
                cancel
            )
        ).Single();

    private static object?[] Keys(View view) => [view.Target, view.Region];

    private static short? GetInt16OrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt16(column);
}

/// <param name="NewestAt">Newest slot that was taken into account.</param>
public sealed record StoredCurrent(
    Instant At,
    byte[] Fold,
    Instant? NewestAt,
    Instant? SilentAt,
    Instant? SuspectedSince
);

/// <summary>An incident's row; exactly one of its subjects should not be null.</summary>
public sealed record StoredIncidentRow(
    long Id,
    int? Target,
    int? Component,
    short? Region,
    Incident Incident,
    Reason? Reason,
    long? MergedInto,
    bool Withdrawn
)
{
    public bool IsStanding => MergedInto is null && !Withdrawn;

    public (int?, int?, short?) Subject => (Target, Component, Region);
}
