using Ringback.Api.Pages;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Incidents;
using Ringback.Store.Reads;

namespace Ringback.Api.Feeds;

/// <summary>Reads the facts.</summary>
internal sealed class FeedSource(
    ComponentReads components,
    TimelineReads timelines,
    IncidentReads incidents,
    NoteLedger notes,
    MaintenanceReads maintenance,
    WatermarkReads watermarks,
    LedgerOrigin origin,
    ReportZone zone,
    ResponseTimes responses,
    TimeProvider time
)
{
    /// <summary>As many as Statuspage gives out.</summary>
    private const int MostIncidents = 50;

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public async Task<FeedFacts> ReadAsync(CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var past = new Window(now - Month, now);
        var rows = await components.ReadAsync(now, cancel);
        var history = await timelines.ReadComponentVerdictsAsync([.. rows.Select(row => row.Number)], past, cancel);
        var asOf = await watermarks.ReadAsync([.. rows.SelectMany(row => row.Targets).Distinct()], now, cancel);
        var inZone = await zone.ReadAsync(cancel);
        var times = await responses.ReadAsync([.. rows.Select(row => row.Number)], now, cancel);
        var recent = await incidents.ReadAsync(
            new IncidentFilter(
                new Window(now - (3 * Month), now + TimeSpan.FromDays(1)),
                Counting: false,
                Whole: true,
                Limit: MostIncidents
            ),
            cancel
        );
        long[] ids = [.. recent.Select(incident => incident.Id)];
        var parts = await incidents.PartNamesAsync(ids, cancel);
        var turns = await incidents.TurnsAsync(ids, cancel);
        var said = await notes.ReadAsync(ids, cancel);
        var work = await maintenance.ReadOccurrencesAsync(new Window(now - Month, now + Month), MostIncidents, cancel);
        return new FeedFacts(
            now,
            await watermarks.ReadNewestAsync(cancel),
            await origin.ReadAsync(cancel),
            inZone,
            [
                .. rows.Select(row =>
                    Component(
                        row,
                        history[row.Number],
                        past,
                        row.Targets.Select(target => asOf[target]).DefaultIfEmpty(now).Min()
                    ) with
                    {
                        Response = times.TryGetValue(row.Number, out var time) ? time : null,
                    }
                ),
            ],
            [
                .. recent.Select(row => new FeedIncident(
                    row,
                    [.. parts[row.Id].Where(part => part != row.Name)],
                    IncidentStory.Tell(row, turns[row.Id], said[row.Id], inZone)
                )),
            ],
            [.. work.Select(Maintenance)]
        );
    }

    private static FeedComponent Component(ComponentRow row, StepFunction<Verdict> verdicts, Window past, Instant asOf)
    {
        var created = row.Lifetime.Select(lifetime => lifetime.From).DefaultIfEmpty(past.To).Min();
        return new FeedComponent(
            row.Id,
            row.Name,
            row.Description,
            row.Verdict,
            created,
            row.VerdictSince ?? created,
            asOf,
            Availability.Of(verdicts, row.Lifetime, past, asOf)
        );
    }

    private static FeedMaintenance Maintenance(MaintenanceOccurrence occurrence) =>
        new(
            $"{occurrence.Window}-{occurrence.Span.Window.From.Microseconds / 1_000_000}",
            occurrence.Title,
            occurrence.Span.Window,
            occurrence.Span.Components,
            string.Join(", ", occurrence.Names)
        );
}
