using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Store.Access;
using Ringback.Store.Statements;

namespace Ringback.Api.Endpoints;

/// <param name="Number">From 1, in the order in which they were written.</param>
/// <param name="WrittenAt">When later data, or an edited maintenance window, had changed what the statement says.</param>
/// <param name="Statement">The whole statement as it would have been with them.</param>
internal sealed record StatementAmendmentAnswer(int Number, Instant WrittenAt, JsonElement Statement);

/// <param name="Period">Calendar month in the contract's zone, such as 2026-10.</param>
/// <param name="WrittenAt">Not before five days after the month's end.</param>
/// <param name="CatalogVersion">That was in force at the month's end: its terms are the statement's.</param>
/// <param name="Statement">As it was written, never changed: terms, bounds, figures, exclusions, incidents, gaps, version of the rules.</param>
internal sealed record StatementAnswer(
    string Objective,
    string Period,
    Instant WrittenAt,
    string CatalogVersion,
    JsonElement Statement,
    IReadOnlyList<StatementAmendmentAnswer> Amendments
) : IDated
{
    Instant? IDated.DatedAt => Amendments.Select(amendment => amendment.WrittenAt).Append(WrittenAt).Max();
}

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record StatementsAnswer(IReadOnlyList<StatementAnswer> Statements, string? NextCursor) : IDated
{
    Instant? IDated.DatedAt => Statements.Max(statement => ((IDated)statement).DatedAt);
}

internal static class StatementEndpoints
{
    private const int PageSize = 100;

    public static void MapStatements(this RouteGroupBuilder v1)
    {
        v1.MapGet("/statements", ListAsync)
            .ForLimitedCallersToo()
            .WithName("ListStatements")
            .WithSummary("Closed months as they were written down, newest first")
            .WithDescription(
                "Heads: without exclusions, incidents and gaps, which each statement has by its own address. In other forms a row for each statement and for each amendment."
            );
        v1.MapGet("/statements/{objective}/{period}", GetAsync)
            .ForLimitedCallersToo()
            .WithName("GetStatement")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One closed month of one objective, and what was amended since")
            .WithDescription("In other forms a row for it and for each amendment.");
    }

    private static async Task<
        Results<Ok<StatementsAnswer>, TableAnswer<StatementTable.Row>, ValidationProblem>
    > ListAsync(
        [Description("Id of an objective")] string? objective,
        [Description("A month: 2026-10")] string? period,
        [Description(Form.Choice)] string? format,
        [Description("next_cursor of the page before")] string? cursor,
        StatementReads statements,
        Limits limits,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        errors.RefuseUnlessId("objective", objective);
        if (period is not null && !IsMonth(period))
            errors.Add("period", "must be a month, such as 2026-10");
        var form = Form.Read(format, request, errors);
        var before = errors.ReadCursor(cursor);
        if (errors.Any)
            return errors.ToProblem();

        var filter = new StatementFilter(objective, period, before, Page.Read(PageSize))
        {
            Reach = await limits.OfAsync(request.HttpContext),
        };
        if (form != Form.Json)
        {
            var all = Listing.All<StatementRow>(
                (last, stop) =>
                    statements.HeadsAsync(filter with { Before = last?.Id ?? filter.Before, Limit = PageSize }, stop),
                PageSize,
                cancel
            );
            return new TableAnswer<StatementTable.Row>(
                StatementTable.Columns,
                form,
                all.SelectMany(row => StatementTable.Rows(row))
            );
        }

        var page = Page.Of(await statements.HeadsAsync(filter, cancel), PageSize, row => row.Id);
        return TypedResults.Ok(new StatementsAnswer([.. page.Rows.Select(row => Answer(row, Head))], page.NextCursor));
    }

    private static async Task<
        Results<Ok<StatementAnswer>, TableAnswer<StatementTable.Row>, ProblemHttpResult, ValidationProblem>
    > GetAsync(
        [Description("Id of the objective")] string objective,
        [Description("The month: 2026-10")] string period,
        [Description(Form.Choice)] string? format,
        StatementReads statements,
        Limits limits,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        var form = Form.Read(format, request, errors);
        if (errors.Any)
            return errors.ToProblem();

        var reach = await limits.OfAsync(request.HttpContext);
        if (await FindAsync(statements, objective, period, reach, cancel) is not { } found)
            return Problems.NoSuchStatement();

        return form == Form.Json
            ? TypedResults.Ok(Answer(found, body => JsonElement.Parse(body)))
            : new TableAnswer<StatementTable.Row>(StatementTable.Columns, form, StatementTable.Rows(found));
    }

    /// <summary>Null where there is none; what is no id or no month is not asked for.</summary>
    internal static async Task<StatementRow?> FindAsync(
        StatementReads statements,
        string objective,
        string period,
        Reach? reach,
        CancellationToken cancel
    )
    {
        if (!Slug.IsValid(objective) || !IsMonth(period))
            return null;

        var rows = await statements.ReadAsync(new StatementFilter(objective, period) { Reach = reach }, cancel);
        return rows.SingleOrDefault();
    }

    private static bool IsMonth(string text) =>
        Period.TryParse(text, out var period) && period.Kind == PeriodKind.Month;

    /// <summary>Without what its body was read without, so that nobody takes it for nothing.</summary>
    private static JsonElement Head(string body)
    {
        var head = JsonNode.Parse(body)!.AsObject();
        foreach (var list in StatementReads.Lists)
            head.Remove(list);

        return JsonSerializer.SerializeToElement(head);
    }

    private static StatementAnswer Answer(StatementRow row, Func<string, JsonElement> body) =>
        new(
            row.Objective,
            row.Period,
            row.WrittenAt,
            row.CatalogVersion.ToString(CultureInfo.InvariantCulture),
            body(row.Body),
            [
                .. row.Amendments.Select(amendment => new StatementAmendmentAnswer(
                    amendment.Number,
                    amendment.WrittenAt,
                    body(amendment.Body)
                )),
            ]
        );
}
