using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringback.Api.Feeds;

// The shapes of Statuspage's public API, version 2. Every member that its documentation names is there, null where we know nothing.

/// <param name="Stale">Not of Statuspage: the ledger is away, and this is what was known at <paramref name="ReadAt"/>, which is null else.</param>
internal sealed record PageJson(
    string Id,
    string Name,
    string Url,
    string TimeZone,
    string UpdatedAt,
    bool Stale,
    string? ReadAt
);

/// <param name="Indicator">none, minor, major, critical or maintenance.</param>
internal sealed record StatusJson(string Indicator, string Description);

/// <param name="Status">operational, degraded_performance, partial_outage, major_outage or under_maintenance.</param>
/// <param name="Verdict">Not of Statuspage, which knows no gaps: ours, <c>unknown</c> among them.</param>
internal sealed record ComponentJson(
    string Id,
    string Name,
    string Status,
    string CreatedAt,
    string UpdatedAt,
    int Position,
    string? Description,
    bool Showcase,
    string StartDate,
    string? GroupId,
    string PageId,
    bool Group,
    bool OnlyShowIfDegraded,
    string Verdict
);

internal sealed record AffectedJson(string Code, string Name, string OldStatus, string NewStatus);

internal sealed record UpdateJson(
    string Id,
    string Status,
    string Body,
    string IncidentId,
    string CreatedAt,
    string UpdatedAt,
    string DisplayAt,
    IReadOnlyList<AffectedJson>? AffectedComponents,
    bool DeliverNotifications,
    string? CustomTweet,
    string? TweetId
);

/// <param name="Impact">none, minor, major, critical or maintenance.</param>
internal sealed record IncidentJson(
    string Id,
    string Name,
    string Status,
    string CreatedAt,
    string UpdatedAt,
    string? MonitoringAt,
    string? ResolvedAt,
    string Impact,
    string Shortlink,
    string StartedAt,
    string PageId,
    IReadOnlyList<UpdateJson> IncidentUpdates,
    IReadOnlyList<ComponentJson> Components,
    string? ReminderIntervals
)
{
    /// <summary>Of a maintenance only, as is its end: an incident has no such member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ScheduledFor { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ScheduledUntil { get; init; }
}

internal sealed record SummaryJson(
    PageJson Page,
    StatusJson Status,
    IReadOnlyList<ComponentJson> Components,
    IReadOnlyList<IncidentJson> Incidents,
    IReadOnlyList<IncidentJson> ScheduledMaintenances
);

internal sealed record StatusDocumentJson(PageJson Page, StatusJson Status);

internal sealed record ComponentsJson(PageJson Page, IReadOnlyList<ComponentJson> Components);

internal sealed record ComponentDocumentJson(PageJson Page, ComponentJson Component);

internal sealed record IncidentsJson(PageJson Page, IReadOnlyList<IncidentJson> Incidents);

internal sealed record MaintenancesJson(PageJson Page, IReadOnlyList<IncidentJson> ScheduledMaintenances);

internal static class FeedJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
