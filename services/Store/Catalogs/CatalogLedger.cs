using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Store.Access;

namespace Ringback.Store.Catalogs;

/// <summary>Takes a validated catalog into the ledger, as a new step of everything that it says.</summary>
/// <remarks>
/// What is no longer named ends at the catalog's EffectiveAt, and its history stays. What becomes of maintenance windows says
/// <see cref="Model.Sla.MaintenanceRevision"/>.
/// </remarks>
public sealed class CatalogLedger(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Takes what a file says. One that says what the last file said changes nothing, whatever people decided since then.</summary>
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
        var given = Digest(catalog);
        var last = await LastFileAsync(connection, cancel);
        if (newest is not null && given.AsSpan().SequenceEqual(last))
            return newest;

        var merged = await AnnouncedRows.MergeAsync(connection, catalog, null, cancel);
        var version = await TakeAsync(connection, newest, merged, given, null, lead, cancel);
        await transaction.CommitAsync(cancel);
        return version;
    }

    /// <summary>Takes what somebody decided.</summary>
    /// <param name="expected">Id of the newest version that it is made to; 0 for none yet.</param>
    /// <param name="action">For the audit log.</param>
    /// <returns>The version afterwards; null where another is the newest.</returns>
    public async Task<CatalogVersion?> ChangeAsync(
        long expected,
        Catalog catalog,
        TimeSpan lead,
        string action,
        Actor actor,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [Locks.Catalog], cancel);
        var newest = await CatalogVersions.ReadAsync(connection, Instant.MaxValue, cancel);
        if ((newest?.Id ?? 0) != expected)
            return null;

        // A version that is taken anew has the windows of its time in it, which may have been changed since then.
        var announced = await AnnouncedRows.SlugsAsync(connection, cancel);
        var own = catalog with { Maintenance = [.. catalog.Maintenance.Where(each => !announced.Contains(each.Id))] };
        var merged = await AnnouncedRows.MergeAsync(connection, own, null, cancel);
        var version = await TakeAsync(connection, newest, merged, Digest(own), actor.Id, lead, cancel);
        if (version.Id != newest?.Id)
        {
            await AuditLog.WriteAsync(
                connection,
                actor,
                new AuditEntry(action, "catalog", newest is null ? null : Head(newest), Head(version)),
                Instant.Now(time),
                cancel
            );
        }

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

    /// <summary>Within a transaction that holds the catalog's lock.</summary>
    /// <param name="given">Digest of what was given, without announced windows.</param>
    /// <param name="actor">Null for a file.</param>
    internal async Task<CatalogVersion> TakeAsync(
        NpgsqlConnection connection,
        CatalogVersion? newest,
        Catalog catalog,
        byte[] given,
        string? actor,
        TimeSpan lead,
        CancellationToken cancel
    )
    {
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
            insert into catalog_version (digest, given, by_file, actor, effective_at, applied_at, zone, catalog)
            values ($1, $2, $3::text is null, $3, $4, $5, $6, $7::json)
            returning id
            """,
            [
                digest,
                given,
                actor,
                effective,
                now,
                taken.Zone,
                JsonSerializer.Serialize(taken, ModelJson.Default.Catalog),
            ],
            row => row.GetInt64(0),
            cancel
        );
        var version = new CatalogVersion(id[0], now, taken);
        await new CatalogStep(connection, taken).WriteAsync(cancel);
        await new MaintenanceStep(connection, newest?.Catalog, version, now).WriteAsync(cancel);
        return version;
    }

    internal static byte[] Digest(Catalog catalog) =>
        SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes(catalog with { EffectiveAt = default }, ModelJson.Default.Catalog)
        );

    private static async Task<byte[]?> LastFileAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        (
            await connection.ReadAsync(
                "select coalesce(given, digest) from catalog_version where by_file order by id desc limit 1",
                [],
                row => row.GetFieldValue<byte[]>(0),
                cancel
            )
        ).SingleOrDefault();

    private static string Head(CatalogVersion version) =>
        new JsonObject
        {
            ["version"] = version.Id,
            ["digest"] = Convert.ToHexStringLower(Digest(version.Catalog)),
            ["targets"] = version.Catalog.Targets.Count,
        }.ToJsonString();
}
