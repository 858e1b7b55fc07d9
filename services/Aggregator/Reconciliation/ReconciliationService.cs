using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Store.Reads;

namespace Ringback.Aggregator.Reconciliation;

/// <summary>Once a minute the slots of the last hour are held against the results that are here.</summary>
internal sealed partial class ReconciliationService(
    MissingReads missing,
    ReconciliationMetrics metrics,
    TimeProvider time,
    ILogger<ReconciliationService> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Reach = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                metrics.Missing = await CountAsync(stoppingToken);
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                LogAway(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroke(e);
            }
        }
    }

    /// <summary>Missing slots of the last hour, by region.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var window = new Window(now - Reach, now);
        var counts = new Dictionary<string, int>();
        foreach (var target in await missing.AliveAsync(window, cancel))
        {
            foreach (var slot in await missing.ReadAsync(target, null, window, now, cancel))
                counts[slot.Region] = counts.GetValueOrDefault(slot.Region) + 1;
        }

        return counts;
    }

    [LoggerMessage(LogLevel.Error, "Missing slots could not be counted")]
    private partial void LogBroke(Exception exception);

    [LoggerMessage(LogLevel.Debug, "The database is away ({Error}): missing slots are counted when it is back")]
    private partial void LogAway(string error);
}
