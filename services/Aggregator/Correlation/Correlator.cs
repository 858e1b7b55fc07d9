using Ringback.Aggregator.Incidents;
using Ringback.Model;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>What incidents know of each other and of their causes, and who is called: worked in after the derivers, from what they committed.</summary>
/// <remarks>
/// One at a time across all processes, in transactions of its own that no deriver waits for. Holds nothing between calls.
/// Everything but notifications is a function of what the ledger holds, whatever the order in which it came.
/// </remarks>
internal sealed class Correlator(Correlations correlations, TimeProvider time)
{
    private const int Together = 1000;

    /// <returns>Whether there was anything to do that no other is doing.</returns>
    public async Task<bool> CorrelateAsync(CancellationToken cancel)
    {
        await using var correlation = await correlations.ClaimAsync(Together, cancel);
        if (correlation is null)
            return false;

        var now = Instant.Now(time);
        var told = correlation.News.Where(each => each.IsEvent).Select(each => each.ToEvent()).ToList();
        await ForgetAsync(correlation, told, cancel);
        var vantage = await new VantageStage(correlation, now).RunAsync(cancel);
        await new CauseStage(correlation, now).RunAsync(cancel);
        var events = await new NoticeStage(correlation, now).RunAsync([.. vantage, .. told], cancel);
        await correlation.CommitAsync(now, events, cancel);
        return true;
    }

    /// <summary>Incidents that stand no more have neither parts nor causes.</summary>
    internal static async Task ForgetAsync(
        Store.Correlation.Correlation correlation,
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
