using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Aggregator.Catalogs;

/// <summary>A time server that sent one region a kiss-o'-death is left alone by the others, too: they hear of it with the catalog.</summary>
internal sealed partial class HoldService(
    KissReads kisses,
    CatalogNews news,
    TimeProvider time,
    ILogger<HoldService> log
) : RoundService(time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(10);

    /// <summary>One look at what the regions got.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        var asked = (news.Newest?.Catalog.Targets ?? [])
            .Where(target => target.Check is NtpCheck)
            .ToDictionary(target => target.Id);
        if (asked.Count > 0)
            news.Hold(Holds(asked, await kisses.ReadAsync(Instant.Now(Time), cancel)));
    }

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        await LookAsync(cancel);
        return Poll;
    }

    protected override TimeSpan Away(Exception outage) => BackOff;

    protected override TimeSpan Broke(Exception exception)
    {
        LogBroke(exception, BackOff);
        return BackOff;
    }

    private static IReadOnlyList<ServerHold> Holds(
        Dictionary<string, Target> asked,
        IReadOnlyList<TargetKiss> kisses
    ) =>
        [
            .. kisses
                .Where(kiss => asked.ContainsKey(kiss.Target))
                .GroupBy(kiss => ((NtpCheck)asked[kiss.Target].Check).Asked)
                .OrderBy(server => server.Key)
                .Select(server =>
                    KissRule.Of(
                        server.Key.Host,
                        server.Key.Port,
                        server.Select(kiss => new Kiss(kiss.At, kiss.IsRefusal, asked[kiss.Target].Interval))
                    )!
                ),
        ];

    [LoggerMessage(LogLevel.Error, "Kisses-o'-death cannot be read; next try in {Wait}")]
    private partial void LogBroke(Exception exception, TimeSpan wait);
}
