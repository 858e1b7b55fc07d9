using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ringback.Store;
using Ringback.Store.Migrations;

namespace Ringback.Aggregator.Schema;

/// <summary>Ready while the database answers and its schema is whole.</summary>
internal sealed class DatabaseCheck(Migrator migrator) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await migrator.IsCurrentAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("migrations are missing");
        }
        catch (Exception e) when (DatabaseOutage.IsOne(e))
        {
            return HealthCheckResult.Unhealthy("the database is away", e);
        }
    }
}
