using System.Text.Json;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Incidents;

internal enum Subject
{
    Target,
    Component,
    Region,
}

/// <summary>Last: incidents read off verdict timelines, under the ids that they had, and the events that tell of them.</summary>
internal sealed class IncidentStage(IIncidentLedger ledger, Instant now, Subject subject)
{
    private readonly List<LedgerEvent> _events = [];

    /// <summary>Whether an incident of which this is told stands no more.</summary>
    public static bool EndsStanding(string kind) => kind is EventKinds.IncidentMerged or EventKinds.IncidentWithdrawn;

    public async Task<IReadOnlyList<LedgerEvent>> RunAsync(
        IEnumerable<DerivedTimeline> timelines,
        CancellationToken cancel
    )
    {
        var concerned = timelines
            .Where(each => each.ChangedFrom is not null || each.MayHaveEnded)
            .ToDictionary(each => each.Subject);
        if (concerned.Count == 0)
            return [];

        var stored = await ledger.ReadAsync(concerned.ToDictionary(each => each.Key, each => each.Value.Reach), cancel);
        foreach (var (id, timeline) in concerned)
        {
            if (timeline.ChangedFrom is { } changed && subject != Subject.Region)
                Tell(EventKinds.Verdict, id, null, changed, timeline.Verdicts.At(timeline.AsOf(now)));

            await ReconcileAsync(timeline, [.. stored[id]], cancel);
        }

        return _events;
    }

    private async Task ReconcileAsync(
        DerivedTimeline timeline,
        IReadOnlyList<WrittenIncident> stored,
        CancellationToken cancel
    )
    {
        var reach = new Window(timeline.Reach, Instant.MaxValue);
        var derived = Model.Sla.Incidents.Of(
            timeline.Verdicts,
            timeline.Lifetime.Select(reach.Intersect),
            timeline.AsOf(now)
        );
        var reconciled = IncidentReconciliation.Of(
            stored.Select(each => new StoredIncident(each.Id, each.Incident.Window)),
            derived
        );
        var written = stored.ToDictionary(each => each.Id, each => each.Incident);

        foreach (var (incident, id) in reconciled.Kept)
        {
            if (id is not { } kept)
                await OpenAsync(timeline.Subject, incident, cancel);
            else if (written[kept] != incident)
                await ChangeAsync(timeline.Subject, kept, written[kept], incident, cancel);
        }

        foreach (var (id, into) in reconciled.Merged)
        {
            await ledger.MergeAsync(id, into, now, cancel);
            Tell(EventKinds.IncidentMerged, timeline.Subject, id, written[id].OpenedAt, written[id].Severity);
        }

        foreach (var id in reconciled.Withdrawn)
        {
            await ledger.WithdrawAsync(id, now, cancel);
            Tell(EventKinds.IncidentWithdrawn, timeline.Subject, id, written[id].OpenedAt, written[id].Severity);
        }
    }

    private async Task OpenAsync(int id, Incident incident, CancellationToken cancel)
    {
        var opened = await ledger.OpenAsync(id, incident, now, cancel);
        Tell(EventKinds.IncidentOpened, id, opened, incident.OpenedAt, incident.Severity);
        if (incident.ClosedAt is { } closed)
            Tell(EventKinds.IncidentClosed, id, opened, closed, incident.Severity);
    }

    private async Task ChangeAsync(int id, long incident, Incident before, Incident after, CancellationToken cancel)
    {
        await ledger.ChangeAsync(incident, after, now, cancel);
        var at = Instant.Min(before.OpenedAt, after.OpenedAt);
        if (before.ClosedAt is not null && after.ClosedAt is null)
            Tell(EventKinds.IncidentReopened, id, incident, at, after.Severity);
        else if (after.Severity > before.Severity)
            Tell(EventKinds.IncidentWorsened, id, incident, at, after.Severity);
        else if (before.OpenedAt != after.OpenedAt || before.ClosedAt is not null || after.ClosedAt is null)
            Tell(EventKinds.IncidentChanged, id, incident, at, after.Severity);

        if (before.ClosedAt is null && after.ClosedAt is { } closed)
            Tell(EventKinds.IncidentClosed, id, incident, closed, after.Severity);
    }

    private void Tell(string kind, int id, long? incident, Instant at, Verdict verdict)
    {
        var body = $$"""{"verdict":"{{JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString())}}"}""";
        _events.Add(
            subject switch
            {
                Subject.Target => new LedgerEvent(kind, id, null, incident, at, body),
                Subject.Component => new LedgerEvent(kind, null, id, incident, at, body),
                _ => new LedgerEvent(kind, null, null, incident, at, body) { Region = (short)id },
            }
        );
    }
}
