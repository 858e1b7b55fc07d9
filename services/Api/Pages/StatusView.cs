using Ringback.Model.Sla;

namespace Ringback.Api.Pages;

/// <summary>What the status page shows, ready to print.</summary>
/// <param name="AsOf">RFC 3339.</param>
/// <param name="Stale">No region has delivered anything for long: what the page shows may no longer be so.</param>
/// <param name="Age">Of the newest result, for people.</param>
public sealed record StatusView(
    Verdict Verdict,
    string AsOf,
    string AsOfText,
    bool Stale,
    string Age,
    string Zone,
    string RegionsText,
    IReadOnlyList<ComponentView> Components,
    IReadOnlyList<MaintenanceView> Maintenance,
    IReadOnlyList<IncidentView> OpenIncidents,
    IReadOnlyList<IncidentView> PastIncidents
)
{
    /// <summary>Workers whose clocks are wrong, a sentence each.</summary>
    public IReadOnlyList<string> Skews { get; init; } = [];
}

public sealed record ComponentView(
    string Id,
    string Name,
    string? Description,
    Verdict Verdict,
    string AvailabilityText,
    IReadOnlyList<DayView> Days,
    IReadOnlyList<TargetView> Targets
);

/// <param name="Worst">Null where the component did not exist on that day.</param>
/// <param name="Tooltip">The day's exact seconds.</param>
public sealed record DayView(Verdict? Worst, string Tooltip);

public sealed record TargetView(
    string Name,
    string Kind,
    Verdict Verdict,
    string Availability,
    string Coverage,
    IReadOnlyList<RegionView> Regions
);

public sealed record RegionView(string Id, RegionState State, string Tooltip);

/// <param name="Active">Under way; else it is to come.</param>
/// <param name="From">RFC 3339; likewise its end.</param>
/// <param name="Whom">Names of what it takes out.</param>
public sealed record MaintenanceView(
    string Title,
    bool Active,
    string From,
    string FromText,
    string To,
    string ToText,
    string Whom
);

/// <param name="EndedAt">Null while it is open; likewise its text.</param>
/// <param name="Length">Until its end, or until now.</param>
/// <param name="Cause">Reason of the region that turned bad first, in words; null where nobody knows.</param>
/// <param name="Why">Layers and regions of its failed runs; null where none is counted.</param>
/// <param name="Parts">Names of what failed in it, where that is not the title alone.</param>
public sealed record IncidentView(
    long Id,
    string Title,
    Verdict Severity,
    string OpenedAt,
    string OpenedText,
    string? EndedAt,
    string? EndedText,
    string Length,
    string? Cause,
    string? Why,
    IReadOnlyList<string> Parts
);
