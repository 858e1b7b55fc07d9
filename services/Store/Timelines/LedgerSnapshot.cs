using System.Data;
using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Timelines;

/// <summary>The ledger at one moment, to be read at leisure: writers go on meanwhile and are not seen.</summary>
public sealed class LedgerSnapshot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private LedgerSnapshot(NpgsqlConnection connection)
    {
        _connection = connection;
        Regions = new RegionLedger(connection);
        Rollups = new RollupLedger(connection);
        TargetVerdicts = new VerdictLedger(connection, "verdict", "target");
        ComponentVerdicts = new VerdictLedger(connection, "component_verdict", "component");
        Components = new ComponentLedger(connection);
        TargetIncidents = new IncidentLedger(connection, "target");
        ComponentIncidents = new IncidentLedger(connection, "component");
    }

    public RegionLedger Regions { get; }

    public IRollupLedger Rollups { get; }

    public IVerdictLedger TargetVerdicts { get; }

    public IVerdictLedger ComponentVerdicts { get; }

    public ComponentLedger Components { get; }

    public IIncidentLedger TargetIncidents { get; }

    public IIncidentLedger ComponentIncidents { get; }

    public static async Task<LedgerSnapshot> OpenAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            await connection.ExecuteAsync("set transaction read only", [], cancel);
            return new LedgerSnapshot(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every target, with when time alone changes it next.</summary>
    public Task<List<(int Id, string Slug, Instant? DerivedAt, Instant? RolledTo, Instant? DueAt)>> TargetsAsync(
        CancellationToken cancel
    ) =>
        _connection.ReadAsync(
            "select id, slug, derived_at, rolled_to, due_at from target join derivation on target = id order by slug",
            [],
            row =>
                (
                    row.GetInt32(0),
                    row.GetString(1),
                    row.GetInstantOrNull(2),
                    row.GetInstantOrNull(3),
                    row.GetInstantOrNull(4)
                ),
            cancel
        );

    /// <summary>All that a target's timelines are made of except results.</summary>
    public async Task<ClaimedTarget> ReadAsync(
        int target,
        Instant? derivedAt,
        Instant? rolledTo,
        CancellationToken cancel
    ) => (await TargetFacts.ReadAsync(_connection, [(target, derivedAt, rolledTo)], cancel)).Single();

    /// <summary>By number, the slugs of regions.</summary>
    public async Task<IReadOnlyDictionary<short, string>> RegionNamesAsync(CancellationToken cancel) =>
        (
            await _connection.ReadAsync(
                "select id, slug from region",
                [],
                row => (Id: row.GetInt16(0), Slug: row.GetString(1)),
                cancel
            )
        ).ToDictionary(row => row.Id, row => row.Slug);

    /// <summary>Every component, with all that were ever its members.</summary>
    public Task<List<(int Id, string Slug, int[] Targets)>> ComponentsAsync(CancellationToken cancel) =>
        _connection.ReadAsync(
            """
            select id, slug, array(select distinct target from component_member where component = id)
            from component
            order by slug
            """,
            [],
            row => (row.GetInt32(0), row.GetString(1), row.GetFieldValue<int[]>(2)),
            cancel
        );

    /// <summary>Nothing is taken any more for a slot before it.</summary>
    public Task<Instant> HorizonAsync(CancellationToken cancel) => Rollups.HorizonAsync(cancel);

    /// <summary>The rows of a verdict timeline whose sums are not the time by verdict up to them.</summary>
    public Task<List<(Instant At, string Stored, string Computed)>> WrongSumsAsync(
        bool ofComponent,
        int id,
        CancellationToken cancel
    )
    {
        var (table, key) = ofComponent ? ("component_verdict", "component") : ("verdict", "target");
        return _connection.ReadAsync(
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
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
