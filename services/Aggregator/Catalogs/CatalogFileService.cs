using Ringback.CatalogFiles;
using Ringback.Store.Catalogs;

namespace Ringback.Aggregator.Catalogs;

/// <summary>Takes the catalog file into the ledger at start and whenever it changes; a bad one leaves the last good in force.</summary>
/// <remarks>
/// It looks at the file's content each second: a mounted ConfigMap changes by a swap of links two folders above, which no
/// file watcher sees.
/// </remarks>
internal sealed partial class CatalogFileService(
    CatalogLedger ledger,
    CatalogNews news,
    AggregatorOptions options,
    TimeProvider time,
    ILogger<CatalogFileService> log
) : RoundService(time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(10);

    private byte[]? _taken;

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        if (options.CatalogPath is not { } path)
            return Timeout.InfiniteTimeSpan;

        await LookAsync(path, cancel);
        return Poll;
    }

    protected override TimeSpan Away(Exception outage)
    {
        LogAway(options.CatalogPath!, outage.Message);
        return Poll;
    }

    protected override TimeSpan Broke(Exception exception)
    {
        LogBroke(exception, options.CatalogPath!, BackOff);
        return BackOff;
    }

    private async Task LookAsync(string path, CancellationToken cancel)
    {
        var digest = Digest(path);
        if (_taken is not null && digest.AsSpan().SequenceEqual(_taken))
            return;

        var reading = CatalogFile.Read(path, options.CatalogVariables);
        foreach (var error in reading.Errors)
            LogError(error);

        if (reading.Catalog is { } catalog)
        {
            var version = await ledger.ApplyAsync(catalog, options.CatalogLead, cancel);
            LogTaken(path, version.Id, version.Catalog.EffectiveAt);
            news.Tell(version);
        }
        else
            LogKept(path, reading.Errors.Count);

        _taken = digest;
    }

    /// <summary>Empty where it cannot be read: what is wrong then says the reading.</summary>
    private static byte[] Digest(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return System.Security.Cryptography.SHA256.HashData(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [LoggerMessage(LogLevel.Information, "{Path} is catalog version {Id}, which rules from {EffectiveAt}")]
    private partial void LogTaken(string path, long id, Model.Instant effectiveAt);

    [LoggerMessage(LogLevel.Error, "{Error}")]
    private partial void LogError(CatalogError error);

    [LoggerMessage(LogLevel.Error, "{Path} has {Count} errors: the last good catalog stays in force")]
    private partial void LogKept(string path, int count);

    [LoggerMessage(LogLevel.Warning, "The database is away ({Error}): {Path} is taken when it is back")]
    private partial void LogAway(string path, string error);

    [LoggerMessage(
        LogLevel.Error,
        "{Path} could not be taken; the last good catalog stays in force, next try in {Wait}"
    )]
    private partial void LogBroke(Exception exception, string path, TimeSpan wait);
}
