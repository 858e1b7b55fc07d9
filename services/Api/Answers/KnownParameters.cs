using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Metadata;
using Ringback.Api.Endpoints;

namespace Ringback.Api.Answers;

/// <summary>Refuses a query that names what the endpoint does not know: a filter that is misspelt would else be answered with everything.</summary>
/// <remarks>What is public takes anything: readers add parameters there so that nothing between answers for us.</remarks>
internal sealed class KnownParameters : IEndpointFilter
{
    private static readonly ConcurrentDictionary<Endpoint, FrozenSet<string>> Known = new();

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Query.Count == 0 || http.GetEndpoint() is not RouteEndpoint endpoint)
            return next(context);

        var known = Known.GetOrAdd(endpoint, _ => Of(endpoint));
        var errors = new QueryErrors();
        foreach (var name in http.Request.Query.Keys.Where(name => !known.Contains(name)).Take(10))
            errors.Add(
                name.Length > 40 ? string.Concat(name.AsSpan(0, 40), "…") : name,
                known.Count == 0
                    ? "is no parameter of this address, which has none"
                    : $"is no parameter of this address; there are: {string.Join(", ", known.Order(StringComparer.Ordinal))}"
            );
        return errors.Any ? ValueTask.FromResult<object?>(errors.ToProblem()) : next(context);
    }

    private static FrozenSet<string> Of(RouteEndpoint endpoint)
    {
        var path = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet();
        var names = endpoint
            .Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(each => IsText(each.ParameterInfo.ParameterType) && !path.Contains(each.Name))
            .Select(each => each.Name);
        var isSparse =
            endpoint.Metadata.GetMetadata<SparseFields>() is not null
            && endpoint.Metadata.GetMetadata<AnsweredWhole>() is null
            && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true;
        return [.. names, .. isSparse ? [SparseFields.Parameter] : Array.Empty<string>()];
    }

    private static bool IsText(Type type) =>
        type == typeof(string) || type == typeof(string[]) || (Nullable.GetUnderlyingType(type) ?? type).IsPrimitive;
}
