namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>Rows of a table as a transaction sees them: its own before those that are committed.</summary>
internal sealed class OwnRows<TKey, TRow>(IDictionary<TKey, TRow> committed)
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, TRow> _own = [];

    public TRow this[TKey key]
    {
        set => _own[key] = value;
    }

    public IEnumerable<KeyValuePair<TKey, TRow>> All => committed.Where(row => !_own.ContainsKey(row.Key)).Concat(_own);

    public TRow? Find(TKey key) =>
        _own.TryGetValue(key, out var own) ? own
        : committed.TryGetValue(key, out var row) ? row
        : null;

    public void Commit()
    {
        foreach (var (key, row) in _own)
            committed[key] = row;
    }
}
