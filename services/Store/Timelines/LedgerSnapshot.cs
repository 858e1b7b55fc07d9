using System.Data;
using Npgsql;
using Ringback.Model;
using Ringback.Store.Correlation;

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
        VantageVerdicts = new VerdictLedger(connection, "vantage_verdict", "region");
        Subjects = new SubjectLedger(connection);
        Causes = new CauseLedger(connection);
        Stored = new StoredRows(connection);
    }

    public RegionLedger Regions { get; }

    public IRollupLedger Rollups { get; }

    public IVerdictLedger TargetVerdicts { get; }

    public IVerdictLedger ComponentVerdicts { get; }

    public ComponentLedger Components { get; }

    public IVerdictLedger VantageVerdicts { get; }

    public SubjectLedger Subjects { get; }

    public CauseLedger Causes { get; }

    /// <summary>Rows as they are, for who holds them against what they should be.</summary>
    public StoredRows Stored { get; }

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
    ) =>
        (
            await TargetFacts.ReadTouchedAsync(_connection, "every_touch", [(target, derivedAt, rolledTo)], cancel)
        ).Single();

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

    /// <summary>Of days that end at or before it only the first checkpoint of a view need be there.</summary>
    public async Task<Instant> PackedBeforeAsync(CancellationToken cancel) =>
        (
            await _connection.ReadAsync("select packed_before from horizon", [], row => row.GetInstant(0), cancel)
        ).Single();

    /// <summary>Nothing is taken any more for a slot before it.</summary>
    public Task<Instant> HorizonAsync(CancellationToken cancel) => Rollups.HorizonAsync(cancel);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
