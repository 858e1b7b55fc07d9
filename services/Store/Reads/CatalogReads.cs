using Npgsql;

namespace Ringback.Store.Reads;

/// <summary>What others than the ledger need to know of the catalogs that were taken.</summary>
public sealed class CatalogReads(NpgsqlDataSource database)
{
    /// <returns>IANA zone of its calendar periods; null while there is no catalog.</returns>
    public async Task<string?> ReadZoneAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select zone from catalog_version order by id desc limit 1");
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <returns>Slugs of all regions that any version ever named.</returns>
    public async Task<IReadOnlyList<string>> ReadRegionsAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync("select slug from region order by slug", [], r => r.GetString(0), cancel);
    }
}
