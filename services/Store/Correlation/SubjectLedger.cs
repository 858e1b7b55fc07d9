using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Store.Correlation;

/// <summary>Who has incidents, and how they hang together.</summary>
public sealed class SubjectLedger : ISubjectLedger
{
    private readonly NpgsqlConnection _connection;

    internal SubjectLedger(NpgsqlConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> AroundAsync(int[] targets, int[] components, CancellationToken cancel) =>
        await _connection.ReadAsync(
            """
            select unnest($1::integer[])
            union
            select target from component_member
            where component = any($2)
                or component in (select component from component_member where target = any($1))
            """,
            [targets, components],
            row => row.GetInt32(0),
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> WatchedByAsync(short[] regions, CancellationToken cancel) =>
        await _connection.ReadAsync(
            "select distinct target from assignment where region = any($1)",
            [regions],
            row => row.GetInt32(0),
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, ClaimedTarget>> FactsAsync(
        IReadOnlyCollection<int> targets,
        CancellationToken cancel
    ) =>
        targets.Count == 0
            ? new Dictionary<int, ClaimedTarget>()
            : (
                await TargetFacts.ReadAsync(
                    _connection,
                    [.. targets.Select(id => (id, (Instant?)null, (Instant?)null))],
                    cancel
                )
            ).ToDictionary(target => target.Id);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, string>> KindsAsync(int[] targets, CancellationToken cancel) =>
        (
            await _connection.ReadAsync(
                "select id, kind from target where id = any($1)",
                [targets],
                row => (Id: row.GetInt32(0), Kind: row.GetString(1)),
                cancel
            )
        ).ToDictionary(row => row.Id, row => row.Kind);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SubjectIncident>> IncidentsAsync(
        int[] targets,
        int[] components,
        short[] regions,
        Instant from,
        CancellationToken cancel
    ) =>
        await _connection.ReadAsync(
            """
            select id, target, component, region, opened_at, closed_at
            from incident
            where (target = any($1) or component = any($2) or region = any($3))
                and (closed_at is null or closed_at >= $4) and merged_into is null and not withdrawn
            order by id
            """,
            [targets, components, regions, from],
            row => new SubjectIncident(
                row.GetInt64(0),
                row.IsDBNull(1) ? null : row.GetInt32(1),
                row.IsDBNull(2) ? null : row.GetInt32(2),
                row.IsDBNull(3) ? null : row.GetInt16(3),
                row.GetWindow(4)
            ),
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<long, (Window Window, long? Into)>> StretchesAsync(
        long[] incidents,
        CancellationToken cancel
    ) =>
        (
            await _connection.ReadAsync(
                "select id, opened_at, closed_at, merged_into from incident where id = any($1)",
                [incidents],
                row =>
                    (
                        Id: row.GetInt64(0),
                        Window: row.GetWindow(1),
                        Into: row.IsDBNull(3) ? (long?)null : row.GetInt64(3)
                    ),
                cancel
            )
        ).ToDictionary(row => row.Id, row => (row.Window, row.Into));
}

/// <summary>An incident that stands; exactly one of its subjects is not null.</summary>
public readonly record struct SubjectIncident(long Id, int? Target, int? Component, short? Region, Window Window);
