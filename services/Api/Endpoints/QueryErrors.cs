using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;

namespace Ringback.Api.Endpoints;

/// <summary>Gathers what is wrong with the parameters of a request, so that one answer names all of it.</summary>
internal sealed class QueryErrors
{
    private readonly SortedDictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public void Add(string parameter, string problem) => _errors[parameter] = [problem];

    /// <summary>An id that no region, target or component could have is an error, not an empty answer.</summary>
    public void RefuseUnlessId(string parameter, string? text)
    {
        if (text is not null && !Slug.IsValid(text))
            Add(parameter, "must be an id: lower-case letters, digits and single hyphens");
    }

    /// <summary>Where a listing by number goes on.</summary>
    /// <returns>Null for the first page, and where it is none.</returns>
    public long? ReadCursor(string? text)
    {
        if (text is null)
            return null;

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;

        RefuseCursor();
        return null;
    }

    public void RefuseCursor() => Add("cursor", "must be the next_cursor of an answer, as it was");

    public ValidationProblem ToProblem() => TypedResults.ValidationProblem(_errors);
}
