using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Ringback.Api.Endpoints;
using Ringback.Api.Security;

namespace Ringback.Api.Answers;

/// <summary>
/// After every GET of JSON: leaves out what was not asked for, tags what is left, and answers 304 to who has it. What changes with the clock
/// alone is not in the tag: of a window that is complete a later <c>as_of</c> is no other answer.
/// </summary>
internal sealed class ConditionalAnswers(IOptions<JsonOptions> json) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        while (result is INestedHttpResult nested)
            result = nested.Result;

        if (
            !HttpMethods.IsGet(context.HttpContext.Request.Method)
            || result is not IValueHttpResult { Value: { } value }
            || result is not IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK }
        )
        {
            return result;
        }

        var http = context.HttpContext;
        var errors = new QueryErrors();
        var fields = Fields(http.Request.Query[SparseFields.Parameter], value, errors);
        if (errors.Any)
            return errors.ToProblem();

        // What a caller is limited to may change, and no date tells of that.
        if (value is IDated { DatedAt: { } at } && Caller.LimitsOf(http) is null)
            http.Response.GetTypedHeaders().LastModified = at.ToDateTimeOffset();

        // Who reckons a tag of what the figures follow from has asked already.
        var isTagged = http.Response.Headers.ETag.Count > 0;
        if (isTagged && fields is null)
            return result;

        var body = Write(value, fields);
        if (!isTagged)
        {
            var settled =
                value is ISettled moving && moving.Settled() is var still && !ReferenceEquals(still, value)
                    ? Write(still, fields)
                    : body;
            if (EntityTag.IsHeld(http, EntityTag.Of(settled, isWeak: true)))
                return new NotModified();
        }

        return TypedResults.Bytes(body, "application/json; charset=utf-8");
    }

    private SparseFields? Fields(string? text, object value, QueryErrors errors)
    {
        if (string.IsNullOrEmpty(text))
            return null;

        var wrong = SparseFields.Read(text, json.Value.SerializerOptions.GetTypeInfo(value.GetType()), out var fields);
        if (wrong is null)
            return fields;

        errors.Add(SparseFields.Parameter, wrong);
        return null;
    }

    private byte[] Write(object value, SparseFields? fields)
    {
        var options = json.Value.SerializerOptions;
        if (fields is null)
            return JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), options);

        var node = JsonSerializer.SerializeToNode(value, value.GetType(), options);
        fields.Keep(node);
        return JsonSerializer.SerializeToUtf8Bytes(node, options);
    }
}
