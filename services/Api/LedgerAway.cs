using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Pages;
using Ringback.Store;

namespace Ringback.Api;

/// <summary>While the database is away the answer is 503 with Retry-After, and one line in the log: nothing here is broken.</summary>
internal sealed partial class LedgerAway(ILogger<LedgerAway> logger) : IExceptionHandler
{
    private const int RetryAfterSeconds = 5;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancel)
    {
        if (exception is BadHttpRequestException || !DatabaseOutage.IsOne(exception))
            return false;

        LogAway(logger, context.Request.Path, exception.Message);
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        await Answer(context.Request.Path).ExecuteAsync(context);
        return true;
    }

    private static IResult Answer(PathString path) =>
        path == PageEndpoints.StatusPath
            ? new RazorComponentResult<AwayPage> { StatusCode = StatusCodes.Status503ServiceUnavailable }
            : TypedResults.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "The ledger is away",
                detail: "The database does not answer; try again later. What is measured meanwhile is not lost."
            );

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be served, the database is away: {Error}")]
    private static partial void LogAway(ILogger logger, PathString path, string error);
}
