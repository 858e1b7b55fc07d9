using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Endpoints;
using Ringback.Api.Feeds;
using Ringback.Api.Security;
using Ringback.Model.Access;
using Ringback.Model.Sla;
using Ringback.Store.Reads;
using Ringback.Store.Statements;

namespace Ringback.Api.Pages;

internal static class PageEndpoints
{
    public const string StatusPath = "/";

    private const int MostMaintenance = 20;

    private static readonly byte[] Style = ReadStyle();

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        pages.MapGet(StatusPath, GetStatusAsync);
        pages.MapGet("/status.css", () => TypedResults.Bytes(Style, "text/css; charset=utf-8"));

        // What contracts promise is told to who may read it at /v1/statements, and to nobody else.
        var statements = routes.MapGroup("/statements").Needs(Role.Viewer).ExcludeFromDescription();
        statements.MapGet("", ListStatementsAsync);
        statements.MapGet("/{objective}/{period}", GetStatementAsync);
    }

    private static async Task<RazorComponentResult> GetStatusAsync(
        StatusSource status,
        IncidentReads incidents,
        MaintenanceReads maintenance,
        ClockReads clocks,
        ReportZone zone,
        FeedSites sites,
        SecurityOptions security,
        CancellationToken cancel
    )
    {
        var snapshot = await status.ReadAsync(cancel);
        var recent = await incidents.ReadAsync(
            new IncidentFilter(
                new Window(snapshot.Now - TimeSpan.FromDays(30), snapshot.Now + TimeSpan.FromDays(1)),
                Whole: true
            ),
            cancel
        );
        var parts = await incidents.PartNamesAsync([.. recent.Select(incident => incident.Id)], cancel);
        var work = await maintenance.ReadComingAsync(
            snapshot.Now,
            snapshot.Now + TimeSpan.FromDays(14),
            MostMaintenance,
            cancel
        );
        var view = StatusViewBuilder.Build(snapshot, recent, parts, work, await zone.ReadAsync(cancel)) with
        {
            Skews = StatusViewBuilder.Skews(await clocks.ReadAsync(snapshot.Now, null, cancel)),
        };
        return new RazorComponentResult<StatusPage>(
            new
            {
                Page = view,
                sites.Name,
                HasStatements = security.IsOpen,
            }
        );
    }

    private static async Task<RazorComponentResult> ListStatementsAsync(
        StatementReads statements,
        CancellationToken cancel
    )
    {
        var rows = await statements.HeadsAsync(new StatementFilter(null, null), cancel);
        return new RazorComponentResult<StatementsPage>(
            new { Page = (IReadOnlyList<StatementView>)[.. rows.Select(StatementView.Of)] }
        );
    }

    private static async Task<Results<RazorComponentResult, ProblemHttpResult>> GetStatementAsync(
        string objective,
        string period,
        StatementReads statements,
        CancellationToken cancel
    ) =>
        await StatementEndpoints.FindAsync(statements, objective, period, null, cancel) is { } found
            ? new RazorComponentResult<StatementPage>(new { Page = StatementView.Of(found) })
            : Problems.NoSuchStatement();

    private static byte[] ReadStyle()
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream("Ringback.Api.Pages.status.css")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
