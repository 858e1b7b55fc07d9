using Ringback.Model.Catalogs;

namespace Ringback.ProbeWorker.Catalogs;

/// <summary>What of a catalog a worker needs to know.</summary>
internal static class CatalogCut
{
    /// <summary>The targets of a region; nothing that only the centre judges by.</summary>
    public static Catalog ToRegion(Catalog catalog, string region) =>
        catalog with
        {
            Regions = [.. catalog.Regions.Where(r => r.Id == region)],
            Targets = [.. catalog.Targets.Where(target => target.Regions.Contains(region))],
            Components = [],
            Calendars = [],
            Objectives = [],
            Maintenance = [],
        };
}
