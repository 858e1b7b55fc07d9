using Ringback.Model.Catalogs;
using Ringback.ProbeWorker.Catalogs;

namespace Ringback.Tests.Simulation.Doors.Spool;

/// <summary>Catalog versions on a machine.</summary>
internal sealed class SimulatedShelf : ICatalogShelf
{
    private readonly List<Catalog> _versions = [];

    public IReadOnlyList<Catalog> Load() => [.. _versions];

    public void Put(Catalog catalog)
    {
        if (_versions.All(version => version.EffectiveAt != catalog.EffectiveAt))
            _versions.Add(catalog);
    }
}
