using System.Globalization;
using System.Text.Json.Nodes;
using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Model.Sla;
using Ringback.Store.Alerts;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Alerts;

/// <summary>What one who is called is told, whichever way.</summary>
/// <param name="Id">Who gets it twice knows it by this.</param>
/// <param name="Thread">The same from the call to its end: what receivers tell calls apart by.</param>
/// <param name="Severity"><c>down</c>, <c>partial</c> or <c>degraded</c> of an incident; null of an alert.</param>
/// <param name="Causes">Why, by region; the most frequent first.</param>
/// <param name="Link">Where more is to be read; null where nobody said where the page is.</param>
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
    Instant At,
    Instant KnownAt,
    IReadOnlyList<Cause<string>> Causes,
    Uri? Link
)
{
    /// <summary>Enough to see which layer and which region; the rest is at the link.</summary>
    private const int MostCauses = 5;

    /// <summary>What the test button sends.</summary>
    public static Notice Test(string receiver, Instant now) =>
        new(
            $"test-{now.Microseconds}",
            "test",
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
            [],
            null
        );

    public static Notice Of(AlertEvent told, IReadOnlyList<Cause<string>> causes, Uri? page)
    {
        var said = JsonNode.Parse(told.Body)!.AsObject();
        var isOver =
            told.Kind
            is EventKinds.IncidentClosed
                or EventKinds.IncidentWithdrawn
                or EventKinds.IncidentCalmed
                or EventKinds.AlertClosed;
        var severity = said["verdict"]?.GetValue<string>();
        var incident = told.Incident is { } number ? Text(number) : null;
        return new Notice(
            Text(told.Id),
            told.Kind,
            told.Alert is { } alert ? $"alert-{Text(alert.Id)}" : $"incident-{said["notification"] ?? incident}",
            isOver,
            told.Alert?.Alert.Urgency ?? (severity == "down" ? Urgency.Page : Urgency.Ticket),
            told.SubjectKind,
            told.Subject,
            told.Name,
            Sentence(told, isOver, severity),
            severity,
            said["flapping"]?.GetValue<bool>() == true,
            incident,
            told.Alert is { } itself ? Text(itself.Id) : null,
            told.At,
            told.WrittenAt,
            [.. causes.Take(MostCauses)],
            page is null || incident is null ? page : new Uri(page, $"/v1/incidents/{incident}")
        );
    }

    private static string Sentence(AlertEvent told, bool isOver, string? severity) =>
        told switch
        {
            { Alert: { } known } => isOver ? $"Over: {known.Alert.Summary}" : known.Alert.Summary,
            { SubjectKind: "region" } => isOver
                ? $"{told.Name} reaches targets again"
                : $"From {told.Name} no target can be reached",
            _ => isOver ? $"{told.Name} has recovered" : $"{told.Name} is {severity}",
        };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
