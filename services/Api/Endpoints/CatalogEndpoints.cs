using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Ringback.Api.Answers;
using Ringback.Api.Security;
using Ringback.CatalogFiles;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Catalogs;
using Ringback.Store.Catalogs;

namespace Ringback.Api.Endpoints;

internal static class CatalogEndpoints
{
    private const string Yaml = "application/yaml";
    private const int PageSize = 100;

    public static void MapCatalog(this RouteGroupBuilder v1)
    {
        var catalog = v1.MapGroup("/catalog");
        catalog
            .MapGet("", NewestAsync)
            .Needs(Role.Operator)
            .WithName("GetCatalog")
            .Produces<JsonElement>()
            .WithMetadata(AnsweredWhole.Instance)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("The newest catalog, as the workers get it; its ETag is what a change names");
        catalog
            .MapPost("/dry-run", DryRunAsync)
            .Needs(Role.Operator)
            .Accepts<string>(Yaml, "text/yaml", "application/x-yaml")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithName("TryCatalog")
            .WithSummary("What a catalog in YAML would change, or every mistake of it, with line, field and mend");
        catalog
            .MapPut("", ApplyAsync)
            .Needs(Role.Admin)
            .Accepts<string>(Yaml, "text/yaml", "application/x-yaml")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired)
            .WithName("PutCatalog")
            .WithSummary("Takes a catalog in YAML as the newest version");
        catalog
            .MapPost("/rollbacks", RollBackAsync)
            .Needs(Role.Admin)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired)
            .WithName("RollBackCatalog")
            .WithSummary("Takes an earlier version anew; windows that were announced by themselves stay");
        catalog
            .MapGet("/versions", VersionsAsync)
            .Needs(Role.Operator)
            .WithName("ListCatalogVersions")
            .WithSummary("Every version, newest first");
        catalog
            .MapGet("/versions/{version:long}", VersionAsync)
            .Needs(Role.Operator)
            .WithName("GetCatalogVersion")
            .Produces<JsonElement>()
            .WithMetadata(AnsweredWhole.Instance)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One version, whole; credentials are in it by reference only");
    }

    private static async Task<IResult> NewestAsync(
        HttpContext context,
        CatalogVersions versions,
        CancellationToken cancel
    )
    {
        if (await versions.NewestAsync(cancel) is not { } newest)
            return NoSuchVersion();

        return Told(context, newest);
    }

    private static async Task<IResult> VersionAsync(
        [Description("Id of the version")] long version,
        HttpContext context,
        CatalogVersions versions,
        CancellationToken cancel
    )
    {
        if (await versions.FindAsync(version, cancel) is not { } found)
            return NoSuchVersion();

        Finality.Tell(context);
        return Told(context, found);
    }

    /// <summary>Its tag is what a change names too.</summary>
    private static IResult Told(HttpContext context, CatalogVersion version)
    {
        context.Response.GetTypedHeaders().LastModified = version.AppliedAt.ToDateTimeOffset();
        return EntityTag.IsHeld(context, new EntityTagHeaderValue(Precondition.Tag(version.Id)))
            ? new NotModified()
            : Json(version);
    }

    private static async Task<Results<Ok<CatalogVersionsAnswer>, ValidationProblem>> VersionsAsync(
        [Description("next_cursor of the page before")] string? cursor,
        CatalogVersions versions,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        var before = errors.ReadCursor(cursor);
        if (errors.Any)
            return errors.ToProblem();

        var page = Page.Of(
            await versions.ListAsync(before ?? long.MaxValue, Page.Read(PageSize), cancel),
            PageSize,
            row => row.Id
        );
        return TypedResults.Ok(new CatalogVersionsAnswer([.. page.Rows.Select(Answer)], page.NextCursor));
    }

    private static async Task<Results<Ok<CatalogDryRunAnswer>, JsonHttpResult<CatalogProblem>>> DryRunAsync(
        [FromQuery, Description("Value of a variable of the catalog, NAME=value; as often as needed")] string[]? set,
        HttpContext context,
        CatalogVersions versions,
        CancellationToken cancel
    )
    {
        var reading = await ReadAsync(context, set, cancel);
        if (reading.Catalog is not { } catalog)
            return CatalogProblem.Of(reading.Errors);

        var newest = await versions.NewestGivenAsync(cancel);
        return TypedResults.Ok(
            new CatalogDryRunAnswer(
                newest?.Id.ToString(CultureInfo.InvariantCulture),
                [
                    .. CatalogDifference
                        .Between(newest?.Catalog, catalog)
                        .Select(each => new CatalogDifferenceAnswer(each.Path, each.Before, each.After)),
                ]
            )
        );
    }

    private static async Task<
        Results<Ok<CatalogVersionAnswer>, JsonHttpResult<CatalogProblem>, ProblemHttpResult>
    > ApplyAsync(
        [FromQuery, Description("Value of a variable of the catalog, NAME=value; as often as needed")] string[]? set,
        HttpContext context,
        CatalogLedger ledger,
        CatalogLead lead,
        CancellationToken cancel
    )
    {
        if (Precondition.Read(context, out var expected) is { } problem)
            return problem;

        var reading = await ReadAsync(context, set, cancel);
        if (reading.Catalog is not { } catalog)
            return CatalogProblem.Of(reading.Errors);

        return await ChangeAsync(context, ledger, expected, catalog, lead, "catalog.apply", cancel) is { } version
            ? version
            : Precondition.Failed();
    }

    private static async Task<Results<Ok<CatalogVersionAnswer>, ProblemHttpResult>> RollBackAsync(
        RollbackRequest request,
        HttpContext context,
        CatalogLedger ledger,
        CatalogVersions versions,
        CatalogLead lead,
        CancellationToken cancel
    )
    {
        if (Precondition.Read(context, out var expected) is { } problem)
            return problem;
        if (request.Version is not { } id || await versions.FindAsync(id, cancel) is not { } earlier)
            return NoSuchVersion();

        return
            await ChangeAsync(context, ledger, expected, earlier.Catalog, lead, "catalog.roll_back", cancel)
                is { } version
            ? version
            : Precondition.Failed();
    }

    private static async Task<Ok<CatalogVersionAnswer>?> ChangeAsync(
        HttpContext context,
        CatalogLedger ledger,
        long expected,
        Catalog catalog,
        CatalogLead lead,
        string action,
        CancellationToken cancel
    )
    {
        var actor = Caller.Actor(context);
        if (await ledger.ChangeAsync(expected, catalog, lead.Lead, action, actor, cancel) is not { } version)
            return null;

        Precondition.SayTag(context, version.Id);
        return TypedResults.Ok(
            Answer(new CatalogVersionRow(version.Id, version.AppliedAt, version.Catalog.EffectiveAt, actor.Id))
        );
    }

    private static async Task<CatalogReading> ReadAsync(HttpContext context, string[]? set, CancellationToken cancel)
    {
        var variables = new Dictionary<string, string>();
        foreach (var text in set ?? [])
        {
            if (!CatalogVariables.TryParseSetting(text, out var setting))
                return Wrong($"set wants NAME=value, not '{text}'", "give ?set=PBX_HOST=pbx.example.com");

            variables[setting.Key] = setting.Value;
        }

        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, cancel);
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(
                bytes.GetBuffer(),
                0,
                (int)bytes.Length
            );
            return CatalogFile.Parse(text, "catalog", variables);
        }
        catch (DecoderFallbackException)
        {
            return Wrong("is no UTF-8 text", "send it as UTF-8");
        }
    }

    private static CatalogReading Wrong(string problem, string mend) =>
        new(null, [new CatalogError("catalog", 0, 0, "", problem, mend)], []);

    private static CatalogVersionAnswer Answer(CatalogVersionRow row) =>
        new(row.Id.ToString(CultureInfo.InvariantCulture), row.AppliedAt, row.EffectiveAt, row.Actor);

    private static ContentHttpResult Json(CatalogVersion version) =>
        TypedResults.Text(
            JsonSerializer.Serialize(version.Catalog, ModelJson.Default.Catalog),
            "application/json",
            Encoding.UTF8
        );

    private static ProblemHttpResult NoSuchVersion() =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: "No such catalog version",
            detail: "/v1/catalog/versions lists those that there are."
        );
}
