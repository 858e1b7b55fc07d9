using System.Text.Json;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.Store.Catalogs;

/// <summary>Reads and writes announced windows within a transaction, and adds them to a catalog.</summary>
internal static class AnnouncedRows
{
    public static async Task<Announcement?> FindAsync(
        NpgsqlConnection connection,
        string id,
        CancellationToken cancel
    ) => (await ReadAsync(connection, "slug = $1", id, cancel)).SingleOrDefault();

    public static async Task<HashSet<string>> SlugsAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        [.. await connection.ReadAsync("select slug from announced_window", [], row => row.GetString(0), cancel)];

    public static Task WriteAsync(NpgsqlConnection connection, Announcement window, CancellationToken cancel) =>
        connection.ExecuteAsync(
            """
            insert into announced_window (slug, definition, revision, state, written_at)
            values ($1, $2::json, $3, $4, $5)
            on conflict (slug) do update
            set definition = excluded.definition, revision = excluded.revision, state = excluded.state,
                written_at = excluded.written_at
            """,
            [
                window.Window.Id,
                JsonSerializer.Serialize(window.Window, ModelJson.Default.MaintenanceWindow),
                window.Revision,
                window.State,
                window.WrittenAt,
            ],
            cancel
        );

    /// <summary>A catalog with all that stands, as far as it knows whom they name. Its own come first, and win where an id is the same.</summary>
    /// <param name="changed">
    /// Also where it no longer stands: the version that ends a window of one time or takes it back says so. A series
    /// that ends is no longer named, and keeps what has passed.
    /// </param>
    public static async Task<Catalog> MergeAsync(
        NpgsqlConnection connection,
        Catalog catalog,
        Announcement? changed,
        CancellationToken cancel
    )
    {
        var standing = await ReadAsync(connection, "state = $1", Announcement.Standing, cancel);
        if (changed is { State: Announcement.Cancelled } or { State: Announcement.Ended, Window.Time: OneOff })
            standing.Add(changed);

        var targets = catalog.Targets.Select(target => target.Id).ToHashSet();
        var components = catalog.Components.Select(component => component.Id).ToHashSet();
        var own = catalog.Maintenance.Select(window => window.Id).ToHashSet();
        return catalog with
        {
            Maintenance =
            [
                .. catalog.Maintenance,
                .. standing
                    .Select(each =>
                        each.Window with
                        {
                            Targets = [.. each.Window.Targets.Where(targets.Contains)],
                            Components = [.. each.Window.Components.Where(components.Contains)],
                        }
                    )
                    .Where(window => !own.Contains(window.Id) && window.Targets.Count + window.Components.Count > 0),
            ],
        };
    }

    private static Task<List<Announcement>> ReadAsync(
        NpgsqlConnection connection,
        string condition,
        string value,
        CancellationToken cancel
    ) =>
        connection.ReadAsync(
            $"select definition::text, revision, state, written_at from announced_window where {condition} order by slug",
            [value],
            row => new Announcement(
                CatalogJson.Read(row.GetString(0), ModelJson.Default.MaintenanceWindow),
                row.GetInt32(1),
                row.GetString(2),
                row.GetInstant(3)
            ),
            cancel
        );
}
