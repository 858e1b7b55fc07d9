using System.Collections.Concurrent;
using Ringback.Model;

namespace Ringback.Store.Results;

/// <summary>The newest slot of each target in each region that was stored here: a guess at what is new, and never more than one.</summary>
internal sealed class NewestSlots
{
    private readonly ConcurrentDictionary<(int Target, short Region), Instant> _newest = new();

    /// <summary>Whether all rows lie after what was stored here before them.</summary>
    public bool AreBefore(List<ResultRow> rows) =>
        rows.TrueForAll(row => _newest.TryGetValue((row.Target, row.Region), out var newest) && newest < row.Slot);

    public void Note(List<ResultRow> rows)
    {
        foreach (var row in rows)
        {
            _newest.AddOrUpdate(
                (row.Target, row.Region),
                static (_, slot) => slot,
                static (_, newest, slot) => Instant.Max(newest, slot),
                row.Slot
            );
        }
    }
}
