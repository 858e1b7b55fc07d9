using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints;

namespace Ringback.Api.Exports;

/// <summary>Says in an endpoint's metadata that it answers in other forms too.</summary>
internal sealed class Exported;

/// <summary>A table, written while its rows are read.</summary>
internal sealed class TableAnswer<T>(Table<T> table, Form form, IAsyncEnumerable<T> rows)
    : IResult,
        IEndpointMetadataProvider
{
    public TableAnswer(Table<T> table, Form form, IEnumerable<T> rows)
        : this(table, form, rows.ToAsyncEnumerable()) { }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new Exported());

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var errors = new QueryErrors();
        var chosen = Choose(httpContext.Request.Query[SparseFields.Parameter], errors);
        if (errors.Any)
        {
            await errors.ToProblem().ExecuteAsync(httpContext);
            return;
        }

        var response = httpContext.Response;
        response.ContentType = form.ContentType + (form.IsText ? "; charset=utf-8" : "");
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = $"{table.Name}.{form.Name}",
        }.ToString();
        var cancel = httpContext.RequestAborted;
        await (
            form.Name switch
            {
                "csv" => CsvForm.WriteAsync(response.Body, chosen, rows, cancel),
                "ndjson" => NdjsonForm.WriteAsync(response.Body, chosen, rows, cancel),
                _ => ParquetForm.WriteAsync(response.Body, chosen, rows, cancel),
            }
        );
    }

    private Table<T> Choose(string? fields, QueryErrors errors)
    {
        if (string.IsNullOrEmpty(fields))
            return table;

        var names = fields.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        var chosen = table with { Columns = [.. table.Columns.Where(column => names.Remove(column.Name))] };
        if (names.Count > 0)
            errors.Add(
                SparseFields.Parameter,
                $"has no such column; there are: {string.Join(", ", table.Columns.Select(column => column.Name))}"
            );
        return chosen;
    }
}
