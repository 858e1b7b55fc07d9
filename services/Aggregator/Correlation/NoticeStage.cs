using System.Globalization;
using System.Text.Json.Nodes;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>Last: says in each event whether it is for the pager, and what it is part of.</summary>
internal sealed class NoticeStage(ICorrelation correlation, Instant now)
{
    /// <returns>Wholes before parts, those of one subject in their order.</returns>
    public async Task<IReadOnlyList<LedgerEvent>> RunAsync(IReadOnlyList<LedgerEvent> events, CancellationToken cancel)
    {
        if (events.Count == 0)
            return [];

        long[] incidents = [.. events.Select(each => each.Incident!.Value).Distinct()];
        var stretches = await correlation.Subjects.StretchesAsync(incidents, cancel);
        var wholes = await correlation.Parts.WholesAsync(incidents, cancel);
        var folds = await correlation.Notifications.ReadAsync([.. events.Select(SubjectOf).Distinct()], cancel);

        var told = new List<LedgerEvent>();
        foreach (var each in events.OrderBy(Rank))
        {
            var incident = each.Incident!.Value;
            var (window, into) = stretches[incident];
            var part = wholes.TryGetValue(incident, out var whole) ? whole : (long?)null;
            var subject = SubjectOf(each);
            var (fold, notification) = NotificationRule.After(
                into is { } survivor ? folds[subject].Merged(incident, survivor) : folds[subject],
                TurnOf(each),
                incident,
                window,
                part is not null,
                now
            );
            folds[subject] = fold;
            told.Add(each with { Body = Body(each.Body, notification, part) });
        }

        await correlation.Notifications.WriteAsync(folds, cancel);
        return told;
    }

    private static int Rank(LedgerEvent each) =>
        each.Region is not null ? 0
        : each.Component is not null ? 1
        : 2;

    private static NotifiedSubject SubjectOf(LedgerEvent each) =>
        each switch
        {
            { Region: { } region } => new NotifiedSubject("region", region),
            { Component: { } component } => new NotifiedSubject("component", component),
            _ => new NotifiedSubject("target", each.Target!.Value),
        };

    private static IncidentTurn TurnOf(LedgerEvent each) =>
        each.Kind switch
        {
            EventKinds.IncidentOpened or EventKinds.IncidentReopened => IncidentTurn.Opened,
            EventKinds.IncidentWorsened => IncidentTurn.Worsened,
            EventKinds.IncidentClosed or EventKinds.IncidentWithdrawn => IncidentTurn.Ended,
            _ => IncidentTurn.Amended,
        };

    private static string Body(string body, Notification notification, long? part)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        json["notify"] = notification.Notify;
        json["flapping"] = notification.Flapping;
        json["notification"] = Text(notification.Thread);
        json["part_of"] = part is { } whole ? Text(whole) : null;
        return json.ToJsonString();
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
