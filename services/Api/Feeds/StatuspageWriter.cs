using System.Globalization;
using Ringback.Api.Words;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Feeds;

/// <summary>An issue in the shapes of Statuspage. Pure.</summary>
internal sealed class StatuspageWriter(FeedIssue issue, FeedSite site)
{
    private const string PageId = "ringback";

    private IReadOnlyList<ComponentJson>? _components;

    private FeedFacts Facts => issue.Facts;

    public SummaryJson Summary() =>
        new(
            Page(),
            Status(),
            Components(),
            [.. Incidents(open: true)],
            [.. Maintenances(work => work.Window.To > Facts.ReadAt)]
        );

    public PageJson Page() =>
        new(
            PageId,
            site.Name,
            site.Url,
            Facts.Zone.Id,
            Text(Facts.ChangedAt),
            issue.Freshness != Freshness.Fresh,
            issue.Freshness == Freshness.Fresh ? null : Text(Facts.ReadAt) // nothing of a fresh page moves with the clock
        );

    public StatusJson Status() =>
        Facts.Components.Count == 0
            ? new StatusJson("minor", "Nothing is watched yet")
            : new StatusJson(
                StatuspageWords.Indicator(Facts.Verdict),
                StatuspageWords.Description(Facts.Verdict)
                    + (
                        issue.Freshness == Freshness.Fresh
                            ? ""
                            : $" (as of {TimeWords.Local(Facts.ReadAt, Facts.Zone)})"
                    )
            );

    public IReadOnlyList<ComponentJson> Components() => _components ??= [.. Facts.Components.Select(Component)];

    /// <param name="open">Those that are not over only; null for all.</param>
    public IEnumerable<IncidentJson> Incidents(bool? open = null) =>
        Facts.Incidents.Where(incident => open is null || IncidentStory.IsOver(incident.Row) != open).Select(Incident);

    public IEnumerable<IncidentJson> Maintenances(Func<FeedMaintenance, bool> filter) =>
        Facts.Maintenance.Where(filter).Select(Maintenance);

    private ComponentJson Component(FeedComponent component, int place) =>
        new(
            component.Id,
            component.Name,
            StatuspageWords.ComponentStatus(component.Verdict),
            Text(component.CreatedAt),
            Text(component.UpdatedAt),
            place + 1,
            component.Description,
            Showcase: true,
            Facts.Zone.DayAt(component.CreatedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            GroupId: null,
            PageId,
            Group: false,
            OnlyShowIfDegraded: false,
            component.Verdict.ToString().ToLowerInvariant()
        );

    private IncidentJson Incident(FeedIncident incident)
    {
        var row = incident.Row;
        var id = row.Id.ToString(CultureInfo.InvariantCulture);
        var end = incident.Updates.Last(update => !update.IsByPeople);
        return new IncidentJson(
            id,
            IncidentStory.Title(row),
            Word(incident.Updates[^1].Status),
            Text(incident.Updates[0].WrittenAt),
            Text(incident.ChangedAt),
            incident.Updates.LastOrDefault(update => update.Status == IncidentStatus.Monitoring) is { } watched
                ? Text(watched.At)
                : null,
            end.Status == IncidentStatus.Resolved ? Text(end.At) : null,
            row.Region is not null || row.Withdrawn ? "none" : StatuspageWords.Impact(row.Severity),
            site.Incident(row.Id),
            Text(row.OpenedAt),
            PageId,
            [.. incident.Updates.Reverse().Select(update => Update(id, row, update, update == incident.Updates[0]))],
            [.. Components().Where(component => component.Id == row.Component)],
            ReminderIntervals: null
        );
    }

    private UpdateJson Update(string incident, IncidentRow row, IncidentUpdate update, bool isFirst) =>
        new(
            update.Id,
            Word(update.Status),
            update.Text,
            incident,
            Text(update.WrittenAt),
            Text(
                update is { Status: IncidentStatus.Investigating, IsByPeople: false }
                    ? Instant.Max(row.ChangedAt, update.WrittenAt)
                    : update.WrittenAt
            ),
            Text(update.At),
            row.Component is { } component ? [Affected(component, row, update, isFirst)] : null,
            DeliverNotifications: false,
            CustomTweet: null,
            TweetId: null
        );

    private static AffectedJson Affected(string component, IncidentRow row, IncidentUpdate update, bool isFirst)
    {
        var bad = StatuspageWords.ComponentStatus(row.Severity);
        var good = StatuspageWords.ComponentStatus(Verdict.Up);
        return update.Status == IncidentStatus.Resolved
            ? new AffectedJson(component, row.Name, update.IsByPeople ? good : bad, good)
            : new AffectedJson(component, row.Name, isFirst ? good : bad, bad);
    }

    private IncidentJson Maintenance(FeedMaintenance work)
    {
        var (status, at) =
            work.Window.To <= Facts.ReadAt ? ("completed", work.Window.To)
            : work.Window.From <= Facts.ReadAt ? ("in_progress", work.Window.From)
            : ("scheduled", work.Window.From);
        var components = Components().Where(component => work.Components.Contains(component.Id)).ToList();
        return new IncidentJson(
            work.Id,
            work.Title,
            status,
            Text(work.Window.From),
            Text(at),
            MonitoringAt: null,
            status == "completed" ? Text(work.Window.To) : null,
            "maintenance",
            site.Maintenance,
            Text(work.Window.From),
            PageId,
            [
                new UpdateJson(
                    $"{work.Id}-{status}",
                    status,
                    $"{work.Title}: {work.Whom}",
                    work.Id,
                    Text(at),
                    Text(at),
                    Text(at),
                    [.. components.Select(each => new AffectedJson(each.Id, each.Name, each.Status, each.Status))],
                    DeliverNotifications: false,
                    CustomTweet: null,
                    TweetId: null
                ),
            ],
            components,
            ReminderIntervals: null
        )
        {
            ScheduledFor = Text(work.Window.From),
            ScheduledUntil = Text(work.Window.To),
        };
    }

    private static string Word(IncidentStatus status) => status.ToString().ToLowerInvariant();

    private string Text(Instant instant) => FeedText.Rfc3339(instant, Facts.Zone);
}
