using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>What correlators alone write.</summary>
internal sealed record CorrelatedTables
{
    /// <summary>By region.</summary>
    public Dictionary<int, StepFunction<Verdict>> Verdicts { get; init; } = [];

    /// <summary>Of regions.</summary>
    public SortedDictionary<long, IncidentRow> Incidents { get; init; } = [];

    public HashSet<(long Part, long Whole)> Parts { get; init; } = [];

    public List<(long Incident, Cause<(int Target, short Region, Instant Hour)> Cause)> Causes { get; init; } = [];

    public Dictionary<NotifiedSubject, NotificationFold> Notifications { get; init; } = [];

    public List<LedgerEvent> Told { get; init; } = [];

    /// <summary>For one correlator to write in until it commits.</summary>
    public CorrelatedTables Copy() =>
        new()
        {
            Verdicts = new(Verdicts),
            Incidents = new(Incidents),
            Parts = [.. Parts],
            Causes = [.. Causes],
            Notifications = new(Notifications),
            Told = [.. Told],
        };
}
