using Ringback.Model.Catalogs;

namespace Ringback.ProbeWorker.Catalogs;

/// <summary>The newest catalog versions, kept over a restart, so that a worker starts without the centre.</summary>
internal interface ICatalogShelf
{
    /// <summary>Oldest first.</summary>
    IReadOnlyList<Catalog> Load();

    /// <summary>One known already, told by its instant, changes nothing.</summary>
    void Put(Catalog catalog);
}
