using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints;

namespace Ringback.Api.Exports;

/// <summary>Says in an endpoint's metadata that it answers in other forms too.</summary>
internal sealed class Exported;

/// <summary>
/// A table: of any length, written while its rows are read, or of rows that are here, which has a tag like other answers. The tag of what is not
/// read yet nobody knows.
/// </summary>
internal sealed class TableAnswer<T>(Table<T> table, Form form, IAsyncEnumerable<T> rows)
    : IResult,
        IEndpointMetadataProvider
{
    private readonly IEnumerable<T>? _settled;

    /// <param name="settled">Rows without what changes with the clock alone (<see cref="ISettled"/>); null where nothing does.</param>
    public TableAnswer(Table<T> table, Form form, IEnumerable<T> rows, IEnumerable<T>? settled = null)
        : this(table, form, rows.ToAsyncEnumerable()) => _settled = settled ?? rows;

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
        var cancel = httpContext.RequestAborted;
        if (_settled is not null && response.Headers.ETag.Count == 0)
        {
            using var settled = new MemoryStream();
            await WriteAsync(settled, chosen, _settled.ToAsyncEnumerable(), cancel);
            if (
                EntityTag.IsHeld(
                    httpContext,
                    EntityTag.Of(settled.GetBuffer().AsSpan(0, (int)settled.Length), isWeak: true)
                )
            )
            {
                await new NotModified().ExecuteAsync(httpContext);
                return;
            }
        }

        response.ContentType = form.ContentType + (form.IsText ? "; charset=utf-8" : "");
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = $"{table.Name}.{form.Name}",
        }.ToString();
        await WriteAsync(response.Body, chosen, rows, cancel);
    }

    private Task WriteAsync(Stream body, Table<T> chosen, IAsyncEnumerable<T> written, CancellationToken cancel) =>
        form.Name switch
        {
            "csv" => CsvForm.WriteAsync(body, chosen, written, cancel),
            "ndjson" => NdjsonForm.WriteAsync(body, chosen, written, cancel),
            _ => ParquetForm.WriteAsync(body, chosen, written, cancel),
        };

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
