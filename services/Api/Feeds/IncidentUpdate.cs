using Ringback.Api.Words;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Sla;
using Ringback.Store.Incidents;
using Ringback.Store.Reads;
using Ringback.Store.Timelines;

namespace Ringback.Api.Feeds;

/// <summary>What Statuspage calls the stages of an incident, of which a machine knows the first and the last.</summary>
internal enum IncidentStatus
{
    Investigating,
    Identified,
    Monitoring,
    Resolved,
}

/// <summary>One entry of an incident's story.</summary>
/// <param name="Id">The same at every reading.</param>
/// <param name="At">When it took place.</param>
/// <param name="WrittenAt">When it became known.</param>
/// <param name="IsByPeople">Whether somebody wrote it; else it was measured.</param>
internal sealed record IncidentUpdate(
    string Id,
    IncidentStatus Status,
    string Text,
    Instant At,
    Instant WrittenAt,
    bool IsByPeople = false
);

/// <summary>An incident as those who read feeds are told of it. Pure.</summary>
internal static class IncidentStory
{
    /// <param name="turns">Of this incident, in commit order.</param>
    /// <param name="notes">What people wrote to it, oldest first.</param>
    /// <returns>
    /// Oldest first: what became of it stands last whatever became known when, but for what people say of how it was
    /// resolved.
    /// </returns>
    public static IReadOnlyList<IncidentUpdate> Tell(
        IncidentRow incident,
        IEnumerable<IncidentTurnRow> turns,
        IEnumerable<IncidentNote> notes,
        Zone zone
    )
    {
        var said = notes.Select(note => Said(incident, note)).ToLookup(note => note.Status == IncidentStatus.Resolved);
        var known = turns.ToList();
        var opened = new IncidentUpdate(
            $"{incident.Id}-opened",
            IncidentStatus.Investigating,
            $"{Title(incident)} since {TimeWords.Local(incident.OpenedAt, zone)}.{Why(incident)}",
            incident.OpenedAt,
            known.Find(turn => turn.Kind == EventKinds.IncidentOpened)?.WrittenAt ?? incident.OpenedAt
        );
        var between = known
            .Where(turn => turn.Kind is EventKinds.IncidentWorsened or EventKinds.IncidentReopened)
            .Select(turn => new IncidentUpdate(
                $"{incident.Id}-{turn.Id}",
                IncidentStatus.Investigating,
                turn.Kind == EventKinds.IncidentReopened
                    ? "It goes on: later data amended its end."
                    : $"It has become worse: {Words(turn.Verdict ?? incident.Severity)}.",
                turn.At,
                turn.WrittenAt
            ));
        return
        [
            opened,
            .. between.Concat(said[false]).OrderBy(update => update.WrittenAt),
            .. End(incident, known, zone),
            .. said[true],
        ];
    }

    private static IncidentUpdate Said(IncidentRow incident, IncidentNote note) =>
        new(
            $"{incident.Id}-note-{note.Id}",
            Enum.Parse<IncidentStatus>(note.Status, ignoreCase: true),
            note.Body,
            note.WrittenAt,
            note.WrittenAt,
            IsByPeople: true
        );

    /// <summary><c>Web interface: outage</c>.</summary>
    public static string Title(IncidentRow incident) =>
        incident.Region is null
            ? $"{incident.Name}: {Words(incident.Severity)}"
            : $"Vantage point {incident.Name}: no target is reached from there, while others reach them";

    public static bool IsOver(IncidentRow incident) =>
        incident.ClosedAt is not null || incident.Withdrawn || incident.MergedInto is not null;

    private static IEnumerable<IncidentUpdate> End(
        IncidentRow incident,
        IReadOnlyList<IncidentTurnRow> turns,
        Zone zone
    )
    {
        if (!IsOver(incident))
            yield break;

        var (word, text) = incident switch
        {
            { Withdrawn: true } => ("withdrawn", "Withdrawn: later data showed that it did not take place."),
            { MergedInto: { } into } => ("merged", $"Later data showed that it is one with incident {into}."),
            _ => (
                "closed",
                $"Over since {TimeWords.Local(incident.ClosedAt!.Value, zone)}, after {TimeWords.Length(incident.ClosedAt.Value - incident.OpenedAt)}."
            ),
        };
        var kind = $"incident_{word}";
        var known = turns.LastOrDefault(turn => turn.Kind == kind);
        var at = word == "closed" ? incident.ClosedAt!.Value : known?.WrittenAt ?? incident.ChangedAt;
        yield return new IncidentUpdate(
            $"{incident.Id}-{word}",
            IncidentStatus.Resolved,
            text,
            at,
            known?.WrittenAt ?? incident.ChangedAt
        );
    }

    private static string Why(IncidentRow incident) =>
        CauseWords.Of(incident.Causes) is { } causes ? $" Why: {causes}." : "";

    private static string Words(Verdict verdict) => VerdictWords.Text(verdict).ToLowerInvariant();
}
