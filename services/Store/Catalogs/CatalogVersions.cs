using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.Store.Catalogs;

/// <summary>Reads the catalogs that were taken.</summary>
public sealed class CatalogVersions(NpgsqlDataSource database)
{
    /// <summary>The newest version, in force or about to be; null before the first.</summary>
    public Task<CatalogVersion?> NewestAsync(CancellationToken cancel) => ReadAsync(Instant.MaxValue, cancel);

    /// <summary>The newest as somebody gave it, without the maintenance windows that were announced by themselves.</summary>
    public async Task<CatalogVersion?> NewestGivenAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await ReadAsync(connection, Instant.MaxValue, cancel) is not { } newest)
            return null;

        var announced = await AnnouncedRows.SlugsAsync(connection, cancel);
        return newest with
        {
            Catalog = newest.Catalog with
            {
                Maintenance = [.. newest.Catalog.Maintenance.Where(window => !announced.Contains(window.Id))],
            },
        };
    }

    /// <summary>The version in force at <paramref name="at"/>; null before the first.</summary>
    public Task<CatalogVersion?> InForceAsync(Instant at, CancellationToken cancel) => ReadAsync(at, cancel);

    /// <summary>Id of the newest version; 0 before the first.</summary>
    public async Task<long> NewestIdAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = connection.Statement("select coalesce(max(id), 0) from catalog_version");
        return (long)(await command.ExecuteScalarAsync(cancel) ?? 0L);
    }

    /// <summary>Null where there is no such version.</summary>
    public async Task<CatalogVersion?> FindAsync(long id, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (
            await connection.ReadAsync(
                "select id, applied_at, catalog::text from catalog_version where id = $1",
                [id],
                Row,
                cancel
            )
        ).SingleOrDefault();
    }

    /// <returns>Newest first, those before an id.</returns>
    public async Task<IReadOnlyList<CatalogVersionRow>> ListAsync(long before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select id, applied_at, effective_at, actor from catalog_version where id < $1 order by id desc limit $2
            """,
            [before, limit],
            row => new CatalogVersionRow(row.GetInt64(0), row.GetInstant(1), row.GetInstant(2), row.GetStringOrNull(3)),
            cancel
        );
    }

    private async Task<CatalogVersion?> ReadAsync(Instant at, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await ReadAsync(connection, at, cancel);
    }

    internal static async Task<CatalogVersion?> ReadAsync(
        NpgsqlConnection connection,
        Instant at,
        CancellationToken cancel
    )
    {
        var rows = await connection.ReadAsync(
            """
            select id, applied_at, catalog
            from catalog_version
            where $1::timestamptz is null or effective_at <= $1
            order by id desc
            limit 1
            """,
            [at == Instant.MaxValue ? null : at],
            Row,
            cancel
        );
        return rows.SingleOrDefault();
    }

    private static CatalogVersion Row(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInstant(1), CatalogJson.Read(row.GetString(2), ModelJson.Default.Catalog));
}
