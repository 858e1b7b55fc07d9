using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ringback.Api.Endpoints;

/// <summary>A change names the state that it is made to: <c>If-Match</c> with the ETag of that.</summary>
internal static class Precondition
{
    /// <summary>The tag of a numbered state, such as <c>"12"</c>.</summary>
    public static string Tag(long state) => string.Create(CultureInfo.InvariantCulture, $"\"{state}\"");

    public static void SayTag(HttpContext context, long state) => context.Response.Headers.ETag = Tag(state);

    /// <param name="state">What the request says; -1 for a tag that no state of ours has.</param>
    /// <returns>Null where it says one; else the answer.</returns>
    public static ProblemHttpResult? Read(HttpContext context, out long state)
    {
        state = -1;
        if (context.Request.Headers.IfMatch is not [{ } text])
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status428PreconditionRequired,
                title: "Say what you change",
                detail: "Send If-Match with the ETag of what you read, so that nobody's change is overwritten unseen."
            );
        }

        if (
            text.Length > 2
            && text[0] == '"'
            && text[^1] == '"'
            && long.TryParse(
                text.AsSpan(1, text.Length - 2),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var read
            )
        )
        {
            state = read;
        }

        return null;
    }

    public static ProblemHttpResult Failed() =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status412PreconditionFailed,
            title: "It was changed meanwhile",
            detail: "Read it again, and make the change to what it is now."
        );
}
