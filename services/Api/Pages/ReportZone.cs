using Ringback.Model.Calendars;
using Ringback.Store.Reads;

namespace Ringback.Api.Pages;

/// <summary>The zone of the catalog in force; UTC where this machine does not know it, or there is none yet.</summary>
internal sealed class ReportZone(CatalogReads catalogs)
{
    public async Task<Zone> ReadAsync(CancellationToken cancel) => Of(await catalogs.ReadZoneAsync(cancel));

    public static Zone Of(string? name) => Zone.TryFind(name, out var zone) ? zone : Zone.Utc;
}
