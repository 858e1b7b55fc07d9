using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Security;
using Ringback.CatalogFiles;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Catalogs;
using Ringback.Store.Access;
using Ringback.Store.Catalogs;

namespace Ringback.Api.Endpoints;

/// <param name="State">standing, ended or cancelled.</param>
/// <param name="Revision">Its ETag, which a change names.</param>
/// <param name="Definition">As one of the list <c>maintenance</c> of a catalog says it.</param>
internal sealed record AnnouncementAnswer(
    string Id,
    string Title,
    string State,
    int Revision,
    Instant WrittenAt,
    JsonElement Definition
) : IDated
{
    Instant? IDated.DatedAt => WrittenAt;
}

/// <summary>Maintenance windows that people announce one by one, beside those of the catalog file.</summary>
internal static class AnnouncementEndpoints
{
    public static void MapAnnouncements(this RouteGroupBuilder v1)
    {
        var windows = v1.MapGroup("/maintenance-windows").Needs(Role.Operator);
        windows
            .MapPost("", AddAsync)
            .ForLimitedCallersToo()
            .Accepts<JsonElement>("application/json")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("AnnounceMaintenance")
            .WithSummary(
                "Announces work, once (from, to) or again and again, by the keys of a catalog's list 'maintenance'"
            )
            .WithDescription(
                """{"id": "pbx-upgrade", "title": "PBX upgrade", "from": "2026-12-01T22:00:00+01:00", "to": "2026-12-01T23:00:00+01:00", "components": ["calls"]}"""
            );
        Describe(
            windows.MapGet("/{id}", GetAsync).ForLimitedCallersToo(),
            "GetAnnouncement",
            "One that was announced so"
        );
        Describe(
            Changes(windows.MapPut("/{id}", ReplaceAsync).Accepts<JsonElement>("application/json")),
            "ChangeMaintenance",
            "Changes it; what that alters of time already past is kept as an amendment"
        );
        Describe(
            Changes(windows.MapPost("/{id}/end", EndAsync)),
            "EndMaintenance",
            "Ends it now: what has been of it stays"
        );
        Describe(
            Changes(windows.MapDelete("/{id}", CancelAsync)),
            "CancelMaintenance",
            "Takes it back: what it took out of the past is given back, kept as an amendment"
        );
    }

    private static RouteHandlerBuilder Changes(RouteHandlerBuilder endpoint) =>
        endpoint
            .ForLimitedCallersToo()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.WithName(name).WithSummary(summary).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<AnnouncementAnswer>, ProblemHttpResult>> GetAsync(
        [Description("Id of the window")] string id,
        HttpContext context,
        Announcements announcements,
        CancellationToken cancel
    ) =>
        await announcements.FindAsync(id, cancel) is not { } found ? Refused(AnnouncementRefusal.Missing)
        : IsWithin(context, found.Window) ? Told(context, found)
        : Beyond();

    private static async Task<Results<Created<AnnouncementAnswer>, ValidationProblem, ProblemHttpResult>> AddAsync(
        JsonElement request,
        HttpContext context,
        Announcements announcements,
        CatalogVersions versions,
        CatalogLead lead,
        CancellationToken cancel
    )
    {
        var (window, errors) = await ReadAsync(request, null, versions, cancel);
        if (window is null)
            return errors.ToProblem();
        if (!IsWithin(context, window))
            return Beyond();

        var outcome = await announcements.AddAsync(window, lead.Lead, Caller.Actor(context), cancel);
        return outcome is { Announcement: { } added }
            ? TypedResults.Created($"/v1/maintenance-windows/{added.Window.Id}", Told(context, added).Value)
            : Refused(outcome.Refusal!.Value);
    }

    private static async Task<Results<Ok<AnnouncementAnswer>, ValidationProblem, ProblemHttpResult>> ReplaceAsync(
        [Description("Id of the window")] string id,
        JsonElement request,
        HttpContext context,
        Announcements announcements,
        CatalogVersions versions,
        CatalogLead lead,
        CancellationToken cancel
    )
    {
        if (Precondition.Read(context, out var expected) is { } problem)
            return problem;

        var (window, errors) = await ReadAsync(request, id, versions, cancel);
        if (window is null)
            return errors.ToProblem();
        if (!IsWithin(context, window) || !await IsWithinAsync(context, id, announcements, cancel))
            return Beyond();

        return Answer(
            context,
            await announcements.ReplaceAsync(window, (int)expected, lead.Lead, Caller.Actor(context), cancel)
        );
    }

    private static Task<Results<Ok<AnnouncementAnswer>, ValidationProblem, ProblemHttpResult>> EndAsync(
        [Description("Id of the window")] string id,
        HttpContext context,
        Announcements announcements,
        CatalogLead lead,
        CancellationToken cancel
    ) =>
        ChangeAsync(
            context,
            id,
            announcements,
            (expected, actor) => announcements.EndAsync(id, expected, lead.Lead, actor, cancel),
            cancel
        );

    private static Task<Results<Ok<AnnouncementAnswer>, ValidationProblem, ProblemHttpResult>> CancelAsync(
        [Description("Id of the window")] string id,
        HttpContext context,
        Announcements announcements,
        CatalogLead lead,
        CancellationToken cancel
    ) =>
        ChangeAsync(
            context,
            id,
            announcements,
            (expected, actor) => announcements.CancelAsync(id, expected, lead.Lead, actor, cancel),
            cancel
        );

    private static async Task<Results<Ok<AnnouncementAnswer>, ValidationProblem, ProblemHttpResult>> ChangeAsync(
        HttpContext context,
        string id,
        Announcements announcements,
        Func<int, Actor, Task<AnnouncementOutcome>> change,
        CancellationToken cancel
    )
    {
        if (Precondition.Read(context, out var expected) is { } problem)
            return problem;
        if (!await IsWithinAsync(context, id, announcements, cancel))
            return Beyond();

        return Answer(context, await change((int)expected, Caller.Actor(context)));
    }

    private static Results<Ok<AnnouncementAnswer>, ValidationProblem, ProblemHttpResult> Answer(
        HttpContext context,
        AnnouncementOutcome outcome
    ) => outcome is { Announcement: { } now } ? Told(context, now) : Refused(outcome.Refusal!.Value);

    private static async Task<(MaintenanceWindow? Window, QueryErrors Errors)> ReadAsync(
        JsonElement request,
        string? id,
        CatalogVersions versions,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        if (request.ValueKind != JsonValueKind.Object)
        {
            errors.Add("", "must be an object with id, title, time and whom it takes out");
            return (null, errors);
        }

        var catalog = (await versions.NewestAsync(cancel))?.Catalog ?? Nothing;
        var (window, mistakes) = MaintenanceText.Read(request, catalog);
        foreach (var mistake in mistakes)
            errors.Add(mistake.Field, $"{mistake.Problem}; {mistake.Mend}");
        if (window is not null && id is not null && window.Id != id)
            errors.Add("id", "is not that of the address");
        if (window is { Cancelled: true })
            errors.Add("cancelled", "is said by DELETE");

        return (errors.Any ? null : window, errors);
    }

    private static readonly Catalog Nothing = new()
    {
        Regions = [],
        Components = [],
        Targets = [],
    };

    /// <summary>A caller that is limited to components announces work of theirs alone.</summary>
    private static bool IsWithin(HttpContext context, MaintenanceWindow window) =>
        Caller.Of(context.User)?.Components is not { } limits
        || (window.Targets.Count == 0 && window.Components.All(limits.Contains));

    private static async Task<bool> IsWithinAsync(
        HttpContext context,
        string id,
        Announcements announcements,
        CancellationToken cancel
    ) => await announcements.FindAsync(id, cancel) is not { } found || IsWithin(context, found.Window);

    private static Ok<AnnouncementAnswer> Told(HttpContext context, Announcement announcement)
    {
        Precondition.SayTag(context, announcement.Revision);
        return TypedResults.Ok(
            new AnnouncementAnswer(
                announcement.Window.Id,
                announcement.Window.Title,
                announcement.State,
                announcement.Revision,
                announcement.WrittenAt,
                JsonSerializer.SerializeToElement(announcement.Window, ModelJson.Default.MaintenanceWindow)
            )
        );
    }

    private static ProblemHttpResult Beyond() =>
        Problems.Beyond("The key is limited to components: it announces work of these, named as components.");

    private static ProblemHttpResult Refused(AnnouncementRefusal refusal) =>
        refusal switch
        {
            AnnouncementRefusal.Stale => Precondition.Failed(),
            AnnouncementRefusal.Taken => Conflict(
                "The id is taken",
                "Each window has its own; one that is over keeps it."
            ),
            AnnouncementRefusal.Catalogs => Conflict(
                "It stands in the catalog",
                "Change it there, and apply the catalog."
            ),
            AnnouncementRefusal.NotUnderWay => Conflict(
                "It is not under way",
                "One that has not begun is taken back by DELETE; one that is over is changed by PUT."
            ),
            _ => TypedResults.Problem(
                statusCode: StatusCodes.Status404NotFound,
                title: "No such maintenance window",
                detail: "None of this id was announced by itself; those of the catalog are changed there."
            ),
        };

    private static ProblemHttpResult Conflict(string title, string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: title, detail: detail);
}
