using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Pages;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Store.Access;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="Targets">Ids of the targets that it takes out.</param>
/// <param name="Components">Ids of the components that it takes out, with all their targets.</param>
internal sealed record MaintenanceSpanAnswer(
    Instant From,
    Instant To,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Components
);

/// <param name="Status">upcoming, active or over.</param>
internal sealed record OccurrenceAnswer(
    Instant From,
    Instant To,
    string Status,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Components
);

/// <param name="CatalogVersion">Id of the catalog version that brought it.</param>
/// <param name="WrittenAt">When.</param>
/// <param name="Before">What was maintenance until then, and is not so any more.</param>
/// <param name="After">What is maintenance since then, and was not so before.</param>
internal sealed record AmendmentAnswer(
    string CatalogVersion,
    Instant WrittenAt,
    IReadOnlyList<MaintenanceSpanAnswer> Before,
    IReadOnlyList<MaintenanceSpanAnswer> After
);

/// <param name="Occurrences">Those that overlap the window, in order of time.</param>
/// <param name="Amendments">Edits that altered time already past, newest first, as far as they concern the window.</param>
internal sealed record MaintenanceWindowAnswer(
    string Id,
    string Title,
    IReadOnlyList<OccurrenceAnswer> Occurrences,
    IReadOnlyList<AmendmentAnswer> Amendments
);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record MaintenanceWindowsAnswer(
    IReadOnlyList<MaintenanceWindowAnswer> MaintenanceWindows,
    string? NextCursor
);

internal static class MaintenanceEndpoints
{
    private const int PageSize = 50;
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(100);

    public static void MapMaintenance(this RouteGroupBuilder v1) =>
        v1.MapGet("/maintenance-windows", ListAsync)
            .ForLimitedCallersToo()
            .WithName("ListMaintenanceWindows")
            .WithSummary("Announced work: when it takes place, and what edits altered of time already past")
            .WithDescription("By id; at most 100 days at once, and the 20 newest amendments of each window.");

    private static async Task<
        Results<
            Ok<MaintenanceWindowsAnswer>,
            TableAnswer<(MaintenanceWindowAnswer Window, OccurrenceAnswer Occurrence)>,
            ValidationProblem
        >
    > ListAsync(
        [Description("Start of the window, RFC 3339 with an offset; 60 days before 'to' where left out")] string? from,
        [Description("End of the window, exclusive; 30 days from now where left out")] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneChoice)] string? zone,
        [Description("Id of a component: what takes out it or a target of its, and as far as it does")]
            string? component,
        [Description("Id of a target: what takes it out, by itself or with a component")] string? target,
        [Description("next_cursor of the page before")] string? cursor,
        [Description(Form.Choice)] string? format,
        MaintenanceReads maintenance,
        Limits limits,
        KeyLedger keys,
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
            2 * Ahead,
            Longest,
            report,
            now + Ahead,
            errors,
            cancel
        );
        var form = Form.Read(format, request, errors);
        errors.RefuseUnlessId("component", component);
        errors.RefuseUnlessId("target", target);
        if (cursor is not null && !Slug.IsValid(cursor))
            errors.RefuseCursor();
        if (errors.Any)
            return errors.ToProblem();

        var reach = await limits.OfAsync(request.HttpContext);
        if (component is not null)
            reach = (await keys.ReachAsync([component], cancel)).Within(reach);
        if (target is not null)
            reach = new Reach([], [target]).Within(reach);

        if (form != Form.Json)
        {
            var all = Listing.All<AnnouncedMaintenance>(
                (last, stop) => maintenance.ReadPageAsync(window, last?.Id ?? cursor, PageSize, reach, stop),
                PageSize,
                cancel
            );
            return new TableAnswer<(MaintenanceWindowAnswer Window, OccurrenceAnswer Occurrence)>(
                MaintenanceTable.Columns,
                form,
                all.Select(each => Answer(each, now))
                    .SelectMany(each => each.Occurrences.Select(occurrence => (each, occurrence)))
            );
        }

        var page = Page.Of(
            await maintenance.ReadPageAsync(window, cursor, Page.Read(PageSize), reach, cancel),
            PageSize,
            each => each.Id
        );
        return TypedResults.Ok(
            new MaintenanceWindowsAnswer([.. page.Rows.Select(each => Answer(each, now))], page.NextCursor)
        );
    }

    private static MaintenanceWindowAnswer Answer(AnnouncedMaintenance announced, Instant now) =>
        new(
            announced.Id,
            announced.Title,
            [
                .. announced.Occurrences.Select(span => new OccurrenceAnswer(
                    span.Window.From,
                    span.Window.To,
                    Status(span, now),
                    span.Targets,
                    span.Components
                )),
            ],
            [
                .. announced.Amendments.Select(amendment => new AmendmentAnswer(
                    amendment.CatalogVersion.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    amendment.WrittenAt,
                    [.. amendment.Before.Select(Answer)],
                    [.. amendment.After.Select(Answer)]
                )),
            ]
        );

    private static MaintenanceSpanAnswer Answer(MaintenanceSpan span) =>
        new(span.Window.From, span.Window.To, span.Targets, span.Components);

    private static string Status(MaintenanceSpan span, Instant now) =>
        now < span.Window.From ? "upcoming"
        : now < span.Window.To ? "active"
        : "over";
}
