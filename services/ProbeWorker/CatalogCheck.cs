using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ringback.ProbeWorker;

/// <summary>Ready is a worker that knows what to watch: its broker may be away, and its results wait.</summary>
internal sealed class CatalogCheck(WorkerService service) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(service.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("no catalog yet"));
}
