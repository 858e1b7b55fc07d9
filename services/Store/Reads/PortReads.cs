using System.Text.Json;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;

namespace Ringback.Store.Reads;

/// <summary>Which ports the calls of a target went over, as long as its raw results are kept.</summary>
public sealed class PortReads(NpgsqlDataSource database)
{
    /// <param name="region">Slug; null for all.</param>
    public async Task<PortMap> ReadAsync(TargetRow target, Window window, string? region, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var stored = new StoredRuns(connection);
        var views = await stored.ViewsAsync(target.Number, region, cancel);
        var uses = new List<PortUse>();
        foreach (var day in await stored.DaysAsync(target.Number, window, cancel))
        {
            var runs = await stored.WholeAsync([.. views.Select(each => (each.View, day))], RunFilter.All, cancel);
            uses.AddRange(
                from of in runs
                from run in of
                from use in PortUse.Of(run.ToResult(target.Id, views[of.Key].Region))
                select use
            );
        }

        return PortMap.Of(await ReadRangeAsync(connection, target.Id, cancel), uses);
    }

    /// <summary>As the last version has it that names the target.</summary>
    private static async Task<PortRange?> ReadRangeAsync(
        NpgsqlConnection connection,
        string target,
        CancellationToken cancel
    )
    {
        var ranges = await connection.ReadAsync(
            """
            select named->'check'->>'ports'
            from catalog_version cross join lateral json_array_elements(catalog->'targets') as named
            where named->>'id' = $1
            order by id desc
            limit 1
            """,
            [target],
            row => row.IsDBNull(0) ? null : JsonSerializer.Deserialize(row.GetString(0), ModelJson.Default.PortRange),
            cancel
        );
        return ranges.FirstOrDefault();
    }
}
