using System.Globalization;
using System.Text.Json.Nodes;
using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Model.Sla;
using Ringback.Store.Alerts;
using Ringback.Store.Incidents;
using Ringback.Store.Reads;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Alerts;

/// <summary>What one who is called is told, whichever way.</summary>
/// <param name="Id">Who gets it twice knows it by this.</param>
/// <param name="Thread">The same from the call to its end: what receivers tell calls apart by.</param>
/// <param name="Summary">One sentence: what, how bad, which layer, from which regions.</param>
/// <param name="Severity"><c>down</c>, <c>partial</c> or <c>degraded</c> of an incident; null of an alert.</param>
/// <param name="OpenedAt">When it began.</param>
/// <param name="At">When that took place which is told.</param>
/// <param name="Causes">Why, by region; the most frequent first.</param>
/// <param name="Link">Where people read more; null where nobody said where the page is.</param>
internal sealed record Notice(
    string Id,
    string Kind,
    string Thread,
    bool IsOver,
    Urgency Urgency,
    string SubjectKind,
    string Subject,
    string Name,
    string Summary,
    string? Severity,
    bool IsFlapping,
    string? Incident,
    string? Alert,
    Instant OpenedAt,
    Instant At,
    Instant KnownAt,
    IReadOnlyList<Cause<string>> Causes,
    Uri? Link
)
{
    /// <summary>One of <see cref="AlertKinds"/>; null of an incident, and of a test.</summary>
    public string? AlertKind { get; init; }

    /// <summary>What somebody wrote to the incident last; null where nobody did.</summary>
    public IncidentNote? Update { get; init; }

    /// <summary>That somebody wrote it is what is told.</summary>
    public bool IsUpdate => Kind == EventKinds.IncidentUpdated;

    private const string TestKind = "test";
    private const string StandingKind = "standing";

    /// <summary>Enough to see which layer and which region; the rest is at the link.</summary>
    private const int MostCauses = 5;

    /// <summary>Asked for by a person, of nothing.</summary>
    public bool IsTest => Kind == TestKind;

    /// <summary>What the test button sends.</summary>
    public static Notice Test(string receiver, Instant now) =>
        new(
            $"test-{now.Microseconds}",
            TestKind,
            $"ringback-test-{receiver}",
            true,
            Urgency.Ticket,
            "receiver",
            receiver,
            receiver,
            $"A test, asked for by a person: {receiver} can be told",
            null,
            false,
            null,
            null,
            now,
            now,
            now,
            [],
            null
        );

    /// <param name="row">Its incident, as it is known now; null where it is of none.</param>
    /// <param name="written">What people wrote to it, oldest first.</param>
    public static Notice Of(AlertEvent told, IncidentRow? row, IEnumerable<IncidentNote> written, Uri? page)
    {
        var said = JsonNode.Parse(told.Body)!.AsObject();
        var severity = said["verdict"]?.GetValue<string>();
        var incident = told.Incident is { } number ? Text(number) : null;
        var causes = row?.Causes ?? [];
        var isFlapping = said["flapping"]?.GetValue<bool>() == true;
        var isUpdate = told.Kind == EventKinds.IncidentUpdated;
        var update = written.LastOrDefault(note => !isUpdate || note.WrittenAt <= told.At);
        return new Notice(
            Text(told.Id),
            told.Kind,
            told.Alert is { } alert ? AlertThread(alert) : $"incident-{said["notification"] ?? incident}",
            isUpdate ? update?.Status == NoteLedger.Resolved : IsEnd(told.Kind),
            told.Alert?.Alert.Urgency ?? UrgencyOf(severity),
            told.SubjectKind,
            told.Subject,
            told.Name,
            isUpdate && update is not null
                ? Sentences.Of(told.Name, update)
                : Sentences.Of(told, severity, isFlapping, row),
            severity,
            isFlapping,
            incident,
            told.Alert is { } itself ? Text(itself.Id) : null,
            told.Alert?.OpenedAt ?? row?.OpenedAt ?? told.At,
            told.At,
            told.WrittenAt,
            [.. causes.Take(MostCauses)],
            LinkOf(page, incident)
        )
        {
            AlertKind = told.Alert?.Alert.Key.Kind,
            Update = update,
        };
    }

    /// <summary>That an incident is open, for who is told over and over.</summary>
    public static Notice Standing(OpenAlert open, IncidentRow? row, IncidentNote? update, Uri? page)
    {
        var severity = Words.Of((Verdict)open.Severity);
        var causes = row?.Causes ?? [];
        return new Notice(
            "",
            StandingKind,
            $"incident-{Text(open.Notification)}",
            false,
            UrgencyOf(severity),
            open.SubjectKind,
            open.Subject,
            open.Name,
            Sentences.Open(open.SubjectKind, open.Name, severity, causes),
            severity,
            false,
            Text(open.Incident),
            null,
            open.OpenedAt,
            open.OpenedAt,
            open.OpenedAt,
            [.. causes.Take(MostCauses)],
            LinkOf(page, Text(open.Incident))
        )
        {
            Update = update,
        };
    }

    /// <summary>That an alert stands, for who is told over and over.</summary>
    public static Notice Standing(KnownAlert known, Uri? page) =>
        new(
            "",
            StandingKind,
            AlertThread(known),
            false,
            known.Alert.Urgency,
            known.Alert.Key.SubjectKind,
            known.Alert.Key.Subject,
            known.Alert.Name,
            known.Alert.Summary,
            null,
            false,
            null,
            Text(known.Id),
            known.OpenedAt,
            known.OpenedAt,
            known.OpenedAt,
            [],
            page
        )
        {
            AlertKind = known.Alert.Key.Kind,
        };

    /// <summary>Whether an event of this kind ends what was told.</summary>
    public static bool IsEnd(string kind) =>
        kind
            is EventKinds.IncidentClosed
                or EventKinds.IncidentWithdrawn
                or EventKinds.IncidentCalmed
                or EventKinds.AlertClosed;

    private static Urgency UrgencyOf(string? severity) => severity == "down" ? Urgency.Page : Urgency.Ticket;

    private static string AlertThread(KnownAlert known) => $"alert-{Text(known.Id)}";

    /// <summary>The status page has every incident under its number: a person reads it there without a key.</summary>
    private static Uri? LinkOf(Uri? page, string? incident) =>
        page is null || incident is null ? page : new Uri(page, $"#incident-{incident}");

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
