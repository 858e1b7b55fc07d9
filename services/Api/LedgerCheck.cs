using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ringback.Store;
using Ringback.Store.Migrations;

namespace Ringback.Api;

/// <summary>Ready while the ledger answers and has the schema that this build reads.</summary>
internal sealed class LedgerCheck(Migrator migrator) : IHealthCheck
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
                : HealthCheckResult.Unhealthy("the schema is not there yet");
        }
        catch (Exception e) when (DatabaseOutage.IsOne(e))
        {
            return HealthCheckResult.Unhealthy("the database is away", e);
        }
    }
}
