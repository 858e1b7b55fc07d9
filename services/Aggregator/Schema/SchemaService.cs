using Ringback.Store;
using Ringback.Store.Migrations;

namespace Ringback.Aggregator.Schema;

/// <summary>Waits for the database and brings its schema forward before anything else of this process starts.</summary>
internal sealed partial class SchemaService(Migrator migrator, TimeProvider time, ILogger<SchemaService> log)
    : IHostedService
{
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var isAway = false; ; isAway = true)
        {
            try
            {
                if (!await migrator.IsCurrentAsync(cancellationToken))
                    foreach (var name in await migrator.ApplyAsync(cancellationToken))
                        LogApplied(name);

                return;
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e) && !cancellationToken.IsCancellationRequested)
            {
                if (!isAway)
                    LogAway(e.Message);

                await Task.Delay(BackOff, time, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Migration {Name} applied")]
    private partial void LogApplied(string name);

    [LoggerMessage(LogLevel.Warning, "The database is away ({Error}): waiting for it")]
    private partial void LogAway(string error);
}
