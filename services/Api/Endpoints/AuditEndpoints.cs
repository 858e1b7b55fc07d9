using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Store.Access;

namespace Ringback.Api.Endpoints;

/// <param name="Actor">key:ID, oidc:SUBJECT, cli:USER or file:PATH.</param>
/// <param name="ActorName">Name of the key; null where there is none.</param>
/// <param name="Address">Of the client; null where it came by no network.</param>
/// <param name="Action">What was done, such as key.create or catalog.apply.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="Before">The heads of what was; null where there was nothing.</param>
/// <param name="After">Of what is since then; null where nothing is.</param>
internal sealed record AuditEntryAnswer(
    string Id,
    Instant At,
    string Actor,
    string? ActorName,
    string? Address,
    string Action,
    string Subject,
    JsonElement Before,
    JsonElement After
);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record AuditAnswer(IReadOnlyList<AuditEntryAnswer> Entries, string? NextCursor) : IDated
{
    Instant? IDated.DatedAt => Entries.Max(entry => (Instant?)entry.At);
}

internal static class AuditEndpoints
{
    private const int PageSize = 100;
    private const int Longest = 300;

    public static void MapAudit(this RouteGroupBuilder v1) =>
        v1.MapGet("/audit", ListAsync)
            .Needs(Role.Admin)
            .WithName("ListAudit")
            .WithSummary("Who changed what, newest first")
            .WithDescription(
                "What was done to what, by whom and from where, with the heads of what was before and is since then."
            );

    private static async Task<Results<Ok<AuditAnswer>, ValidationProblem>> ListAsync(
        [Description("Only what this actor did")] string? actor,
        [Description("Only this action, such as catalog.apply")] string? action,
        [Description("Only what was done to this")] string? subject,
        [Description("next_cursor of the page before")] string? cursor,
        AuditLog log,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        foreach (var (name, text) in new[] { ("actor", actor), ("action", action), ("subject", subject) })
        {
            if (text is { Length: > Longest } || text?.Contains('\0') == true)
                errors.Add(name, $"must be at most {Longest} characters");
        }

        var before = errors.ReadCursor(cursor);
        if (errors.Any)
            return errors.ToProblem();

        var filter = new AuditFilter(actor, action, subject, before, Page.Read(PageSize));
        var page = Page.Of(await log.ReadAsync(filter, cancel), PageSize, entry => entry.Id);
        return TypedResults.Ok(new AuditAnswer([.. page.Rows.Select(Answer)], page.NextCursor));
    }

    private static AuditEntryAnswer Answer(AuditRow row) =>
        new(
            row.Id.ToString(CultureInfo.InvariantCulture),
            row.At,
            row.Actor.Id,
            row.Actor.Name,
            row.Actor.Address,
            row.Entry.Action,
            row.Entry.Subject,
            Json(row.Entry.Before),
            Json(row.Entry.After)
        );

    private static JsonElement Json(string? text) => JsonElement.Parse(text ?? "null");
}
