using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Store.Incidents;

namespace Ringback.Api.Endpoints;

/// <param name="Status">investigating, identified, monitoring or resolved.</param>
/// <param name="Actor">Who wrote it.</param>
internal sealed record IncidentUpdateAnswer(string Id, Instant WrittenAt, string Status, string Body, string Actor);

internal sealed record IncidentUpdatesAnswer(IReadOnlyList<IncidentUpdateAnswer> Updates) : IDated
{
    Instant? IDated.DatedAt => Updates.Max(update => (Instant?)update.WrittenAt);
}

/// <param name="Status">investigating, identified or monitoring while it is open, resolved once it is over.</param>
/// <param name="Body">What customers are told: 1 to 4000 characters.</param>
internal sealed record IncidentUpdateRequest(string? Status, string? Body);

/// <summary>What people write to incidents: shown in the feeds among what was measured. It changes no figure.</summary>
internal static class IncidentUpdateEndpoints
{
    private const int LongestBody = 4_000;
    private static readonly string[] Words = ["investigating", "identified", "monitoring", NoteLedger.Resolved];

    public static void MapIncidentUpdates(this RouteGroupBuilder v1)
    {
        v1.MapGet("/incidents/{incident:long}/updates", ListAsync)
            .Needs(Role.Viewer)
            .ForLimitedCallersToo()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ListIncidentUpdates")
            .WithSummary("What people wrote to an incident, oldest first");
        v1.MapPost("/incidents/{incident:long}/updates", AddAsync)
            .Needs(Role.Operator)
            .ForLimitedCallersToo()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("WriteIncidentUpdate")
            .WithSummary("Writes to an incident, for customers to read; it is neither changed nor taken back")
            .WithDescription(
                "Feeds show it at once. Whoever was called for the incident is told too: a PagerDuty acknowledges."
            );
    }

    private static async Task<Results<Ok<IncidentUpdatesAnswer>, ProblemHttpResult>> ListAsync(
        [Description("Id of the incident")] long incident,
        HttpContext context,
        Limits limits,
        NoteLedger notes,
        CancellationToken cancel
    )
    {
        if (!await notes.KnowsAsync(incident, await limits.OfAsync(context), cancel))
            return Problems.NoSuchIncident();

        var written = await notes.ReadAsync([incident], cancel);
        return TypedResults.Ok(new IncidentUpdatesAnswer([.. written[incident].Select(Answer)]));
    }

    private static async Task<Results<Created<IncidentUpdateAnswer>, ValidationProblem, ProblemHttpResult>> AddAsync(
        [Description("Id of the incident")] long incident,
        IncidentUpdateRequest request,
        HttpContext context,
        Limits limits,
        NoteLedger notes,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        if (!Words.Contains(request.Status))
            errors.Add("status", $"must be {string.Join(", ", Words[..^1])} or {Words[^1]}");
        var body = request.Body?.Trim() ?? "";
        if (body.Length is 0 or > LongestBody || body.Any(letter => char.IsControl(letter) && letter != '\n'))
            errors.Add("body", $"must be 1 to {LongestBody} characters, of control characters only line feeds");
        if (errors.Any)
            return errors.ToProblem();
        if (await limits.OfAsync(context) is { } reach && !await notes.KnowsAsync(incident, reach, cancel))
            return Problems.NoSuchIncident();

        return await notes.AddAsync(incident, request.Status!, body, Caller.Actor(context), cancel) switch
        {
            ({ } note, _) => TypedResults.Created($"/v1/incidents/{incident}/updates", Answer(note)),
            (_, NoteRefusal.StillOpen) => Conflict(
                "It is not over",
                "What is measured still fails; it is resolved when that ends. Until then say monitoring."
            ),
            (_, NoteRefusal.Over) => Conflict("It is over", "Of an incident that is over only 'resolved' can be said."),
            _ => Problems.NoSuchIncident(),
        };
    }

    private static ProblemHttpResult Conflict(string title, string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: title, detail: detail);

    private static IncidentUpdateAnswer Answer(IncidentNote note) =>
        new(note.Id.ToString(CultureInfo.InvariantCulture), note.WrittenAt, note.Status, note.Body, note.Actor);
}
