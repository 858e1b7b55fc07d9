using Ringback.Store.Reads;

namespace Ringback.Api.Pages;

/// <summary>The zone of the catalog in force; UTC where this machine does not know it, or there is none yet.</summary>
internal sealed class ReportZone(CatalogReads catalogs)
{
    public async Task<TimeZoneInfo> ReadAsync(CancellationToken cancel) =>
        await catalogs.ReadZoneAsync(cancel) is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : TimeZoneInfo.Utc;
}
