using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.Store.Catalogs;

/// <summary>Takes a validated catalog into the ledger, as a new step of everything that it says.</summary>
/// <remarks>
/// What is no longer named ends at the catalog's EffectiveAt, and its history stays. What becomes of maintenance windows says
/// <see cref="Model.Sla.MaintenanceRevision"/>.
/// </remarks>
public sealed class CatalogLedger(NpgsqlDataSource database, TimeProvider time)
{
    /// <param name="catalog">Its <see cref="Catalog.EffectiveAt"/> is not read: the ledger gives it.</param>
    /// <param name="lead">
    /// From now until the catalog is in force: long enough for every worker to hear of it, so that no slot is expected of one
    /// that could not know.
    /// </param>
    /// <returns>The version in force afterwards: a new one, or the newest where it says the same.</returns>
    public async Task<CatalogVersion> ApplyAsync(Catalog catalog, TimeSpan lead, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [Locks.Catalog], cancel);

        var newest = await CatalogVersions.ReadAsync(connection, Instant.MaxValue, cancel);
        var digest = Digest(catalog);
        if (newest is not null && digest.AsSpan().SequenceEqual(Digest(newest.Catalog)))
            return newest;

        var now = Instant.Now(time);
        var effective = now + lead;
        if (newest is not null && effective <= newest.Catalog.EffectiveAt)
            effective = newest.Catalog.EffectiveAt + TimeSpan.FromMicroseconds(1);

        var taken = catalog with { EffectiveAt = effective };
        var id = await connection.ReadAsync(
            """
            insert into catalog_version (digest, effective_at, applied_at, zone, catalog)
            values ($1, $2, $3, $4, $5::json)
            returning id
            """,
            [digest, effective, now, taken.Zone, JsonSerializer.Serialize(taken, ModelJson.Default.Catalog)],
            row => row.GetInt64(0),
            cancel
        );
        var version = new CatalogVersion(id[0], now, taken);
        await new CatalogStep(connection, taken).WriteAsync(cancel);
        await new MaintenanceStep(connection, newest?.Catalog, version, now).WriteAsync(cancel);
        await transaction.CommitAsync(cancel);
        return version;
    }

    /// <summary>Writes out further what the newest catalog says of maintenance to come, by this machine's zone data.</summary>
    public async Task ExtendMaintenanceAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [Locks.Catalog], cancel);
        if (await CatalogVersions.ReadAsync(connection, Instant.MaxValue, cancel) is { } newest)
        {
            var step = new MaintenanceStep(connection, newest.Catalog, newest, Instant.Now(time));
            await step.WriteAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    private static byte[] Digest(Catalog catalog) =>
        SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes(catalog with { EffectiveAt = default }, ModelJson.Default.Catalog)
        );
}
