using Ringback.Store.Runs;

namespace Ringback.Aggregator.Runs;

/// <summary>Tells the workers of checks that somebody asked for.</summary>
internal sealed partial class RunRequestService(
    RunLedger ledger,
    RunNews news,
    TimeProvider time,
    ILogger<RunRequestService> log
) : RoundService(time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        if (news.Teller is { } tell && await ledger.PublishAsync(tell, cancel) is var told and > 0)
            LogTold(told);

        return Poll;
    }

    protected override TimeSpan Away(Exception outage) => BackOff;

    protected override TimeSpan Broke(Exception exception)
    {
        LogNotTold(exception.Message);
        return BackOff;
    }

    [LoggerMessage(LogLevel.Information, "{Count} run requests told to their regions")]
    private partial void LogTold(int count);

    [LoggerMessage(LogLevel.Warning, "Run requests are not told yet: {Error}")]
    private partial void LogNotTold(string error);
}
