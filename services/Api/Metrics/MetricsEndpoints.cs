using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Ringback.Api.Metrics;

/// <summary>What was measured, for Prometheus; <c>/metrics</c> tells of the process.</summary>
internal static class MetricsEndpoints
{
    public static RouteHandlerBuilder MapLedgerMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics/ledger", ReadAsync).ExcludeFromDescription();

    private static async Task<FileContentHttpResult> ReadAsync(
        MetricsSource source,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var isOpen = request
            .GetTypedHeaders()
            .Accept.Any(type =>
                type.MediaType.Equals("application/openmetrics-text", StringComparison.OrdinalIgnoreCase)
            );
        request.HttpContext.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return TypedResults.Bytes(
            await source.ReadAsync(cancel),
            isOpen ? OpenMetricsText.ContentType : OpenMetricsText.OldContentType
        );
    }
}
