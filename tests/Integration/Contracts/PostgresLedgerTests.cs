using Microsoft.Extensions.Time.Testing;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Store.Catalogs;
using Ringback.Store.Results;
using Ringback.Store.Retention;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using Ringback.Tests.Simulation.Contracts;

namespace Ringback.Tests.Integration.Contracts;

/// <summary>Postgres, held to the contract of the simulation's ledger.</summary>
public sealed class PostgresLedgerTests(LabFixture lab) : LedgerContract
{
    private protected override async Task<ILedgerDoor> OpenAsync() =>
        new PostgresLedgerDoor(await TestDatabase.CreateAsync(lab));
}

internal sealed class PostgresLedgerDoor(TestDatabase database) : ILedgerDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public IResultLedger Results { get; } = new ResultLedger(database.Source);

    public IDerivations Derivations { get; } = new Derivations(database.Source);

    public Task ApplyAsync(Catalog catalog, Instant at) =>
        new CatalogLedger(database.Source, new FakeTimeProvider(at.ToDateTimeOffset())).ApplyAsync(
            catalog,
            TimeSpan.Zero,
            Cancel
        );

    public Task SealAsync(Instant before) => new RetentionLedger(database.Source).SealAsync(before, Cancel);

    public async Task<IReadOnlyList<(long Id, int Target)>> EventsAsync(long after)
    {
        await using var command = database.Source.CreateCommand(
            "select id, target from event where id > $1 and incident is null order by id"
        );
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = after });
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var events = new List<(long, int)>();
        while (await reader.ReadAsync(Cancel))
            events.Add((reader.GetInt64(0), reader.GetInt32(1)));

        return events;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
