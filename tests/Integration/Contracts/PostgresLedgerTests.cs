using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Catalogs;
using Ringback.Store.Correlation;
using Ringback.Store.Results;
using Ringback.Store.Retention;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using Ringback.Tests.Simulation.Contracts;

namespace Ringback.Tests.Integration.Contracts;

/// <summary>Postgres, held to the contracts of the simulation's ledger.</summary>
public sealed class PostgresIntakeTests(LabFixture lab) : IntakeContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => PostgresLedgerDoor.OpenAsync(lab);
}

public sealed class PostgresDerivationTests(LabFixture lab) : DerivationContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => PostgresLedgerDoor.OpenAsync(lab);
}

public sealed class PostgresTakenCatalogTests(LabFixture lab) : TakenCatalogContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => PostgresLedgerDoor.OpenAsync(lab);
}

public sealed class PostgresCorrelationTests(LabFixture lab) : CorrelationContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => PostgresLedgerDoor.OpenAsync(lab);
}

public sealed class PostgresCorrelatedSubjectsTests(LabFixture lab) : CorrelatedSubjectsContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => PostgresLedgerDoor.OpenAsync(lab);
}

public sealed class PostgresCausesTests(LabFixture lab) : CausesContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => PostgresLedgerDoor.OpenAsync(lab);
}

public sealed class PostgresSealingTests(LabFixture lab) : SealingContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => PostgresLedgerDoor.OpenAsync(lab);
}

internal sealed class PostgresLedgerDoor(TestDatabase database) : ILedgerDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ILedgerDoor> OpenAsync(LabFixture lab) =>
        new PostgresLedgerDoor(await TestDatabase.CreateAsync(lab));

    public IResultLedger Results { get; } = new ResultLedger(database.Source);

    public IDerivations Derivations { get; } = new Derivations(database.Source);

    public ICorrelations Correlations { get; } = new Correlations(database.Source);

    public Task ApplyAsync(Catalog catalog, Instant at) =>
        new CatalogLedger(database.Source, new FakeTimeProvider(at.ToDateTimeOffset())).ApplyAsync(
            catalog,
            TimeSpan.Zero,
            Cancel
        );

    public ISealings Sealings { get; } = new Derivations(database.Source);

    public IRetentionLedger Retention { get; } = new RetentionLedger(database.Source);

    public Task<IReadOnlyList<(long Id, int Target)>> EventsAsync(long after) =>
        ReadAsync(
            $"select id, target from event where id > {after} and incident is null order by id",
            row => (row.GetInt64(0), row.GetInt32(1))
        );

    public Task<IReadOnlyList<LedgerEvent>> ToldAsync() =>
        ReadAsync(
            "select kind, target, component, incident, at, body, region from event where incident is not null order by id",
            row => new LedgerEvent(
                row.GetString(0),
                row.GetFieldValue<int?>(1),
                row.GetFieldValue<int?>(2),
                row.GetInt64(3),
                Instant.From(row.GetFieldValue<DateTimeOffset>(4)),
                row.GetString(5)
            )
            {
                Region = row.GetFieldValue<short?>(6),
            }
        );

    public Task<IReadOnlyList<(long, Cause<(int, short, Instant)>)>> CausesAsync() =>
        ReadAsync(
            """
            select incident, target, region, hour, layer, reason, count, first_at, last_at from incident_cause
            order by incident, target, region, hour
            """,
            row =>
                (
                    row.GetInt64(0),
                    new Cause<(int, short, Instant)>(
                        (row.GetInt32(1), row.GetInt16(2), Instant.From(row.GetFieldValue<DateTimeOffset>(3))),
                        (CauseLayer)row.GetInt16(4),
                        (Reason)row.GetInt16(5),
                        row.GetInt32(6),
                        Instant.From(row.GetFieldValue<DateTimeOffset>(7)),
                        Instant.From(row.GetFieldValue<DateTimeOffset>(8))
                    )
                )
        );

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var command = database.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(Cancel))
            rows.Add(row(reader));

        return rows;
    }
}
