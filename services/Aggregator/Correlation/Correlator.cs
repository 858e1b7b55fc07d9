using Ringback.Aggregator.Incidents;
using Ringback.Model;
using Ringback.Store;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>What incidents know of each other and of their causes, and who is called: worked in after the derivers, from what they committed.</summary>
/// <remarks>
/// One at a time across all processes, in transactions of its own that no deriver waits for. Holds nothing between calls.
/// Everything but notifications is a function of what the ledger holds, whatever the order in which it came.
/// </remarks>
internal sealed class Correlator(ICorrelations correlations, TimeProvider time)
{
    /// <param name="limit">News of one transaction.</param>
    /// <param name="except">Whose news are left alone.</param>
    /// <exception cref="CorrelationException">Undone, and would fail again.</exception>
    /// <returns>News that were worked in; 0 where there are none that no other is working in.</returns>
    public async Task<int> CorrelateAsync(int limit, IReadOnlyCollection<NewsSubject> except, CancellationToken cancel)
    {
        await using var correlation = await correlations.ClaimAsync(limit, except, cancel);
        if (correlation is null)
            return 0;

        try
        {
            await CorrelateAsync(correlation, cancel);
            return correlation.News.Count;
        }
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseOutage.IsOne(e))
        {
            throw new CorrelationException([.. correlation.News.Select(each => each.Subject)], e);
        }
    }

    private async Task CorrelateAsync(ICorrelation correlation, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var told = correlation.News.Where(each => each.IsEvent).Select(each => each.ToEvent()).ToList();
        await ForgetAsync(correlation, told, cancel);
        var vantage = await new VantageStage(correlation, now).RunAsync(cancel);
        await new CauseStage(correlation, now).RunAsync(cancel);
        var events = await new NoticeStage(correlation, now).RunAsync([.. vantage, .. told], cancel);
        await correlation.CommitAsync(now, events, cancel);
    }

    /// <summary>Incidents that stand no more have neither parts nor causes.</summary>
    internal static async Task ForgetAsync(
        ICorrelation correlation,
        IEnumerable<LedgerEvent> events,
        CancellationToken cancel
    )
    {
        long[] gone =
        [
            .. events.Where(each => IncidentStage.EndsStanding(each.Kind)).Select(each => each.Incident!.Value),
        ];
        if (gone.Length == 0)
            return;

        await correlation.Parts.ForgetAsync(gone, cancel);
        await correlation.Causes.ForgetAsync(gone, cancel);
    }
}

/// <summary>Neither outage nor end: what is stored, or the rules, cannot be worked in.</summary>
/// <param name="news">Whose news each was that the transaction had claimed.</param>
internal sealed class CorrelationException(IReadOnlyList<NewsSubject> news, Exception inner)
    : Exception($"{news.Count} news could not be correlated", inner)
{
    public IReadOnlyList<NewsSubject> News { get; } = news;
}
