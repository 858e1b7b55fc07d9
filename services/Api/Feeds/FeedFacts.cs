using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Feeds;

/// <summary>All that the feeds tell, read at one instant.</summary>
/// <param name="ReadAt">When it was so.</param>
/// <param name="NewestAt">Slot of the newest result that is in the timelines; null where there is none.</param>
/// <param name="Origin">Of the ledger: no two installations have the same.</param>
/// <param name="Incidents">Newest first; those that are part of no other, merged and withdrawn ones too.</param>
/// <param name="Maintenance">Occurrences, soonest first.</param>
internal sealed record FeedFacts(
    Instant ReadAt,
    Instant? NewestAt,
    Instant Origin,
    Zone Zone,
    IReadOnlyList<FeedComponent> Components,
    IReadOnlyList<FeedIncident> Incidents,
    IReadOnlyList<FeedMaintenance> Maintenance
)
{
    /// <summary>The worst of the components'.</summary>
    public Verdict Verdict => ComponentRule.Of([.. Components.Select(component => component.Verdict)], false);

    /// <summary>When anything that they tell last changed; no clock moves it.</summary>
    public Instant ChangedAt =>
        Components
            .Select(component => component.UpdatedAt)
            .Concat(Incidents.Select(incident => incident.ChangedAt))
            .Concat(Maintenance.Select(work => work.ChangedAt(ReadAt)))
            .DefaultIfEmpty(Instant.UnixEpoch)
            .Max();
}

/// <param name="Id">Slug.</param>
/// <param name="CreatedAt">When its first target was.</param>
/// <param name="UpdatedAt">When its verdict last changed.</param>
/// <param name="AsOf">Up to when the data of all its targets is complete.</param>
/// <param name="Last30Days">Clipped to its lifetime and to as_of.</param>
internal sealed record FeedComponent(
    string Id,
    string Name,
    string? Description,
    Verdict Verdict,
    Instant CreatedAt,
    Instant UpdatedAt,
    Instant AsOf,
    Availability Last30Days
)
{
    /// <summary>In what time 95 of 100 of its answers came, since the start of yesterday (UTC); null where there were none.</summary>
    public TimeSpan? Response { get; init; }
}

/// <param name="Parts">What people call what failed in it.</param>
/// <param name="Updates">Oldest first.</param>
internal sealed record FeedIncident(IncidentRow Row, IReadOnlyList<string> Parts, IReadOnlyList<IncidentUpdate> Updates)
{
    /// <summary>When anything of it last changed, or somebody wrote to it.</summary>
    public Instant ChangedAt =>
        Updates.Where(update => update.IsByPeople).Select(update => update.WrittenAt).Append(Row.ChangedAt).Max();
}

/// <param name="Id">Stable: of its maintenance window and its beginning.</param>
/// <param name="Components">Slugs of those that it takes out.</param>
/// <param name="Whom">What people call all that it takes out.</param>
internal sealed record FeedMaintenance(
    string Id,
    string Title,
    Window Window,
    IReadOnlyList<string> Components,
    string Whom
)
{
    /// <summary>Its last turn before an instant; long ago where it is still to come.</summary>
    public Instant ChangedAt(Instant now) =>
        Window.To <= now ? Window.To
        : Window.From <= now ? Window.From
        : Instant.UnixEpoch;
}
