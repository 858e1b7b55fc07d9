using Npgsql;
using Ringback.Model;
using Ringback.Store.Retention;

namespace Ringback.Aggregator.Retention;

/// <summary>Each hour: packs the results of days that ended some days ago, and what came late for such days since.</summary>
internal sealed partial class PackingService(
    PackingLedger ledger,
    AggregatorOptions options,
    TimeProvider time,
    ILogger<PackingService> log
) : PeriodicService(TimeSpan.FromHours(1), time)
{
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(10);

    protected override TimeSpan Away(Exception outage)
    {
        LogAway(outage.Message);
        return BackOff;
    }

    /// <summary>Ends early where another replica packs.</summary>
    public override async Task RunAsync(CancellationToken cancel)
    {
        await ledger.OpenAsync(Midnight.Before(Instant.Now(Time), options.PlainDays), cancel);
        foreach (var day in await ledger.DaysAsync(cancel))
        {
            var results = 0;
            foreach (var target in await ledger.TargetsAsync(day, cancel))
            {
                try
                {
                    if (await ledger.PackAsync(target, day, cancel) is not { } packed)
                        return;

                    await ledger.ThinAsync(target, day, cancel);
                    results += packed;
                }
                catch (Exception e) when (e is ArgumentException or InvalidDataException)
                {
                    LogUnpackable(e, day, target);
                }
            }

            try
            {
                await ledger.ReleaseAsync(day, cancel);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                LogInUse(day); // the room is given back in an hour
            }

            if (results > 0)
                LogPacked(results, day);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} results of {Day} packed")]
    private partial void LogPacked(int count, DateOnly day);

    [LoggerMessage(LogLevel.Debug, "The partition of {Day} is in use")]
    private partial void LogInUse(DateOnly day);

    [LoggerMessage(LogLevel.Error, "Results of {Day} of target {Target} cannot be packed; they stay as they are")]
    private partial void LogUnpackable(Exception exception, DateOnly day, int target);

    [LoggerMessage(LogLevel.Error, "Packing could not finish; next try in an hour")]
    protected override partial void LogBroke(Exception exception); // rows stay rows: they are read as well as packed ones

    [LoggerMessage(LogLevel.Warning, "Packing waits: {Error}")]
    private partial void LogAway(string error);
}
