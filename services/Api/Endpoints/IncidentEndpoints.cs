using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Pages;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="Kind">target, component, or vantage: a region whose every target fails while others reach them.</param>
/// <param name="Target">Id; null where the incident is not a target's.</param>
/// <param name="Component">Id; null where the incident is not a component's.</param>
/// <param name="Region">Id; null where the incident is not a vantage point's.</param>
/// <param name="Name">Of the target, component or region.</param>
/// <param name="Status">open, closed, merged or withdrawn.</param>
/// <param name="OpenedAt">First failed slot of the confirmed verdict, not the instant it became known.</param>
/// <param name="ClosedAt">Null while open.</param>
/// <param name="Severity">Worst verdict reached.</param>
/// <param name="Reason">Of the region that turned bad first; null where nobody knows.</param>
/// <param name="MergedInto">Id of the incident that later data united it with; null where there is none.</param>
/// <param name="PartOf">Id of the incident that it is part of: a component's, or the vantage point's that alone explains it; null for a whole.</param>
/// <param name="Causes">The failed runs in it, counted by layer, reason and region; the most frequent first.</param>
/// <param name="ChangedAt">When anything of it last changed.</param>
internal sealed record IncidentAnswer(
    string Id,
    string Kind,
    string? Target,
    string? Component,
    string? Region,
    string Name,
    string Status,
    Instant OpenedAt,
    Instant? ClosedAt,
    Verdict Severity,
    Reason? Reason,
    string? MergedInto,
    string? PartOf,
    IReadOnlyList<CauseAnswer> Causes,
    Instant ChangedAt
);

/// <param name="Layer">Where in the stack: dns, tcp, udp, tls, http, sip, sip_auth, sip_status, sip5xx, media, quality, turn, time, other.</param>
/// <param name="Count">Runs, confirming ones too.</param>
/// <param name="FirstAt">Slot of the first; likewise the last.</param>
internal sealed record CauseAnswer(
    CauseLayer Layer,
    Reason Reason,
    string Region,
    int Count,
    Instant FirstAt,
    Instant LastAt
);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record IncidentsAnswer(IReadOnlyList<IncidentAnswer> Incidents, string? NextCursor);

internal static class IncidentEndpoints
{
    private const int PageSize = 100;

    public static void MapIncidents(this RouteGroupBuilder v1) =>
        v1.MapGet("/incidents", ListAsync)
            .ForLimitedCallersToo()
            .WithName("ListIncidents")
            .WithSummary("Stretches of down, partial or degraded verdicts, newest first")
            .WithDescription(
                "Incidents that later data merged or withdrew are listed only where 'status' asks for all."
            );

    private static async Task<Results<Ok<IncidentsAnswer>, TableAnswer<IncidentAnswer>, ValidationProblem>> ListAsync(
        [Description(QueryPeriod.StartChoice)] string? from,
        [Description(QueryPeriod.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneChoice)] string? zone,
        [Description("Id of a target")] string? target,
        [Description("Id of a component")] string? component,
        [Description("Id of a region: a vantage point's, and those with failed runs there")] string? region,
        [Description("target, component or vantage")] string? kind,
        [Description("Of the region that turned bad first, from the closed list")] string? reason,
        [Description("Worst verdict reached: degraded, partial or down")] string? verdict,
        [Description("open, closed or all; open and closed ones where left out")] string? status,
        [Description("none for those that are part of no other, or the id of an incident for its parts")]
            string? part_of,
        [Description("next_cursor of the page before")] string? cursor,
        [Description(Form.Choice)] string? format,
        IncidentReads incidents,
        ReportZone report,
        TimeProvider time,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var window = await QueryPeriod.ReadAsync(
            new PeriodText(from, to, period, zone),
            TimeSpan.FromDays(30),
            QueryWindow.Longest,
            report,
            now,
            errors,
            cancel
        );
        errors.RefuseUnlessId("region", region);
        if (kind is not (null or "target" or "component" or "vantage"))
            errors.Add("kind", "must be target, component or vantage");
        var form = Form.Read(format, request, errors);
        errors.RefuseUnlessId("target", target);
        errors.RefuseUnlessId("component", component);
        if (status is not (null or "open" or "closed" or "all"))
            errors.Add("status", "must be open, closed or all");
        var whole = 0L;
        if (part_of is not (null or "none") && !IsNumber(part_of, out whole))
            errors.Add("part_of", "must be none, or the id of an incident");
        var before = errors.ReadCursor(cursor);
        var filter = new IncidentFilter(
            window,
            target,
            component,
            status is "open" or "closed" ? status == "open" : null,
            Counting: status != "all",
            Whole: part_of == "none",
            PartOf: part_of is null or "none" ? null : whole,
            Before: before,
            Limit: Page.Read(PageSize)
        )
        {
            Region = region,
            Kind = kind,
            Reason = ClosedList.Read<Reason>("reason", reason, errors),
            Severity = ClosedList.Read<Verdict>("verdict", verdict, errors),
            Limits = Caller.LimitsOf(request.HttpContext),
        };
        if (errors.Any)
            return errors.ToProblem();

        if (form != Form.Json)
        {
            var all = Listing.All<IncidentRow>(
                (last, stop) =>
                    incidents.ReadAsync(filter with { Before = last?.Id ?? filter.Before, Limit = PageSize }, stop),
                PageSize,
                cancel
            );
            return new TableAnswer<IncidentAnswer>(IncidentTable.Columns, form, all.Select(Answer));
        }

        var page = Page.Of(await incidents.ReadAsync(filter, cancel), PageSize, incident => incident.Id);
        return TypedResults.Ok(new IncidentsAnswer([.. page.Rows.Select(Answer)], page.NextCursor));
    }

    private static bool IsNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static IncidentAnswer Answer(IncidentRow incident) =>
        new(
            incident.Id.ToString(CultureInfo.InvariantCulture),
            incident switch
            {
                { Target: not null } => "target",
                { Component: not null } => "component",
                _ => "vantage",
            },
            incident.Target,
            incident.Component,
            incident.Region,
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
            incident.PartOf?.ToString(CultureInfo.InvariantCulture),
            [
                .. incident.Causes.Select(cause => new CauseAnswer(
                    cause.Layer,
                    cause.Reason,
                    cause.Where,
                    cause.Count,
                    cause.FirstAt,
                    cause.LastAt
                )),
            ],
            incident.ChangedAt
        );
}
