using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>Incidents of targets, or those of components, as a transaction sees them.</summary>
internal sealed class OwnIncidents(LedgerTables tables, SortedDictionary<long, IncidentRow> committed)
{
    private readonly OwnRows<long, IncidentRow> _rows = new(committed);

    private IEnumerable<IncidentRow> All => _rows.All.Select(row => row.Value).OrderBy(row => row.Id);

    public ILookup<int, WrittenIncident> Read(IReadOnlyDictionary<int, Instant> from) =>
        All.Where(row => row is { MergedInto: null, Withdrawn: false })
            .Where(row => from.TryGetValue(row.Subject, out var at) && row.Incident.OpenedAt >= at)
            .ToLookup(row => row.Subject, row => new WrittenIncident(row.Id, row.Incident));

    public long Open(int subject, Incident incident)
    {
        var id = ++tables.LastIncident; // of a sequence: what is rolled back leaves a hole
        _rows[id] = new IncidentRow(id, subject, incident, null, false);
        return id;
    }

    /// <summary>Those that were merged into it go with it.</summary>
    public void Change(long id, Func<IncidentRow, IncidentRow> change)
    {
        foreach (var row in All.Where(row => row.Id == id || row.MergedInto == id).ToList())
        {
            if (row.Id == id)
                _rows[id] = change(row);
            else if (change(row).MergedInto is { } into)
                _rows[row.Id] = row with { MergedInto = into };
        }
    }

    public void Commit() => _rows.Commit();

    /// <summary>The end of a subject's last committed incident that stands.</summary>
    public Instant ReachOf(int subject) =>
        committed
            .Values.Where(row => row.Subject == subject && row is { MergedInto: null, Withdrawn: false })
            .Select(row => row.Incident.Window.To)
            .DefaultIfEmpty(Instant.MinValue)
            .MaxBy(to => to.Microseconds);
}
