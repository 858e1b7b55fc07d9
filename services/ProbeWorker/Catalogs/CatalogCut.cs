using Ringback.Model.Catalogs;

namespace Ringback.ProbeWorker.Catalogs;

/// <summary>What of a catalog a worker needs to know.</summary>
internal static class CatalogCut
{
    /// <summary>The targets of a region, and those of others that call the same PBX; nothing that only the centre judges by.</summary>
    public static Catalog ToRegion(Catalog catalog, string region)
    {
        var called = catalog
            .Targets.Where(target => target.Regions.Contains(region) && target.Check.CalledHost is not null)
            .Select(target => target.Check.CalledHost!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return catalog with
        {
            Regions = [.. catalog.Regions.Where(r => r.Id == region)],
            Targets =
            [
                .. catalog.Targets.Where(target =>
                    target.Regions.Contains(region) || (target.Check.CalledHost is { } host && called.Contains(host))
                ),
            ],
            Components = [],
            Calendars = [],
            Objectives = [],
            Maintenance = [],
        };
    }
}
