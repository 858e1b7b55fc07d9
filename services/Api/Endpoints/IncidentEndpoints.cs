using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="Target">Id; null where the incident is a component's.</param>
/// <param name="Component">Id; null where the incident is a target's.</param>
/// <param name="Name">Of the target or component.</param>
/// <param name="Status">open, closed, merged or withdrawn.</param>
/// <param name="OpenedAt">First failed slot of the confirmed verdict, not the instant it became known.</param>
/// <param name="ClosedAt">Null while open.</param>
/// <param name="Severity">Worst verdict reached.</param>
/// <param name="Reason">Of the region that turned bad first; null where nobody knows.</param>
/// <param name="MergedInto">Id of the incident that later data united it with; null where there is none.</param>
/// <param name="ChangedAt">When anything of it last changed.</param>
internal sealed record IncidentAnswer(
    string Id,
    string? Target,
    string? Component,
    string Name,
    string Status,
    Instant OpenedAt,
    Instant? ClosedAt,
    Verdict Severity,
    Reason? Reason,
    string? MergedInto,
    Instant ChangedAt
);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record IncidentsAnswer(IReadOnlyList<IncidentAnswer> Incidents, string? NextCursor);

internal static class IncidentEndpoints
{
    private const int PageSize = 100;

    public static void MapIncidents(this RouteGroupBuilder v1) =>
        v1.MapGet("/incidents", ListAsync)
            .WithName("ListIncidents")
            .WithSummary("Stretches of down, partial or degraded verdicts, newest first")
            .WithDescription(
                "Incidents that later data merged or withdrew are listed only where 'status' asks for all."
            );

    private static async Task<Results<Ok<IncidentsAnswer>, ValidationProblem>> ListAsync(
        [Description("Start of the window, RFC 3339 with an offset; 30 days before 'to' where left out")] string? from,
        [Description("End of the window, exclusive; now where left out")] string? to,
        [Description("Id of a target")] string? target,
        [Description("Id of a component")] string? component,
        [Description("open, closed or all; open and closed ones where left out")] string? status,
        [Description("next_cursor of the page before")] string? cursor,
        IncidentReads incidents,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var window = QueryWindow.Read(from, to, TimeSpan.FromDays(30), QueryWindow.Longest, now, errors);
        errors.RefuseUnlessId("target", target);
        errors.RefuseUnlessId("component", component);
        if (status is not (null or "open" or "closed" or "all"))
            errors.Add("status", "must be open, closed or all");
        var before = 0L;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            errors.Add("cursor", "must be the next_cursor of an answer, as it was");
        if (errors.Any)
            return errors.ToProblem();

        var page = await incidents.ReadAsync(
            new IncidentFilter(
                window,
                target,
                component,
                status is "open" or "closed" ? status == "open" : null,
                Counting: status != "all",
                cursor is null ? null : before,
                PageSize + 1
            ),
            cancel
        );
        var next = page.Count > PageSize ? page[PageSize - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new IncidentsAnswer([.. page.Take(PageSize).Select(Answer)], next));
    }

    private static IncidentAnswer Answer(IncidentRow incident) =>
        new(
            incident.Id.ToString(CultureInfo.InvariantCulture),
            incident.Target,
            incident.Component,
            incident.Name,
            incident switch
            {
                { Withdrawn: true } => "withdrawn",
                { MergedInto: not null } => "merged",
                { ClosedAt: null } => "open",
                _ => "closed",
            },
            incident.OpenedAt,
            incident.ClosedAt,
            incident.Severity,
            incident.Reason,
            incident.MergedInto?.ToString(CultureInfo.InvariantCulture),
            incident.ChangedAt
        );
}
