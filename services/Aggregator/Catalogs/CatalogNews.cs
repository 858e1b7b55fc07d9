using Ringback.Store.Catalogs;

namespace Ringback.Aggregator.Catalogs;

/// <summary>Tells whoever in this process wants to know of every catalog version that the ledger takes, from anybody.</summary>
internal sealed class CatalogNews
{
    private readonly Lock _lock = new();
    private readonly List<Action<CatalogVersion>> _readers = [];

    /// <summary>The newest version, in force or about to be; null before the first.</summary>
    public CatalogVersion? Newest { get; private set; }

    /// <param name="tell">Called at once with the newest, then with each as it comes; it must not block.</param>
    public void Subscribe(Action<CatalogVersion> tell)
    {
        lock (_lock)
        {
            _readers.Add(tell);
            if (Newest is { } newest)
                tell(newest);
        }
    }

    public void Tell(CatalogVersion version)
    {
        lock (_lock)
        {
            if (version.Id <= Newest?.Id)
                return;

            Newest = version;
            foreach (var tell in _readers)
                tell(version);
        }
    }
}
