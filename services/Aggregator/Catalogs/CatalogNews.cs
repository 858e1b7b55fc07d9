using Ringback.Model.Catalogs;
using Ringback.Store.Catalogs;

namespace Ringback.Aggregator.Catalogs;

/// <summary>Tells whoever in this process wants to know of every catalog version that the ledger takes, from anybody.</summary>
internal sealed class CatalogNews
{
    private readonly Lock _lock = new();
    private readonly List<Action<CatalogVersion>> _readers = [];

    private IReadOnlyList<ServerHold> _held = [];

    /// <summary>The newest version, in force or about to be, with the servers that are held; null before the first.</summary>
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
            if (version.Id > (Newest?.Id ?? 0))
                Spread(version);
        }
    }

    /// <summary>Tells of the newest version again, where other servers are to be left alone than before.</summary>
    public void Hold(IReadOnlyList<ServerHold> held)
    {
        lock (_lock)
        {
            if (_held.SequenceEqual(held))
                return;

            _held = held;
            if (Newest is { } newest)
                Spread(newest);
        }
    }

    private void Spread(CatalogVersion version)
    {
        Newest = version with { Catalog = version.Catalog with { Held = _held.Count > 0 ? _held : null } };
        foreach (var tell in _readers)
            tell(Newest);
    }
}
