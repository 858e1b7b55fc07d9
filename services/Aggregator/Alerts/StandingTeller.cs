using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Alerts;
using Ringback.Store.Incidents;
using Ringback.Store.Reads;

namespace Ringback.Aggregator.Alerts;

/// <summary>Tells an Alertmanager what is open, over and over, as Prometheus does; what is no longer told ends by itself.</summary>
/// <remarks>Every replica tells it: Alertmanager knows an alert by its labels, and they are the same from each.</remarks>
internal sealed class StandingTeller(
    AlertmanagerChannel channel,
    AlertLedger ledger,
    KnownAlerts alerts,
    IncidentReads incidents,
    NoteLedger notes,
    AlertOptions options,
    TimeProvider time
)
{
    /// <summary>Longer than a restart of ours, so that no alert resolves by it.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(4);

    /// <summary>More than stand in any trouble that a person could look at one by one.</summary>
    private const int MostAlerts = 1_000;

    /// <summary>What it was last told to be open.</summary>
    private Dictionary<string, PostedAlert> _told = [];

    public string Name => channel.Name;

    /// <exception cref="RefusedException">It did not take them.</exception>
    public async Task TellAsync(CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var open = (await StandingAsync(now, cancel))
            .Select(notice => PostedAlert.Of(notice, now + Validity))
            .ToDictionary(alert => alert.Identity);
        var over = _told.Where(told => !open.ContainsKey(told.Key));
        PostedAlert[] posted = [.. open.Values, .. over.Select(each => each.Value with { EndsAt = now.ToString() })];
        if (posted.Length > 0)
            await channel.PostAsync(posted, cancel);

        _told = open;
    }

    private async Task<List<Notice>> StandingAsync(Instant now, CancellationToken cancel)
    {
        var told = await ledger.OpenAsync(now, cancel);
        var known = await alerts.ReadAsync(standing: true, AlertFilter.None, before: null, MostAlerts, now, cancel);
        var everOpen = new IncidentFilter(
            new Window(Instant.MinValue, Instant.MaxValue),
            Open: true,
            Whole: true,
            Limit: MostAlerts
        );
        var rows = told.Count == 0 ? [] : (await incidents.ReadAsync(everOpen, cancel)).ToDictionary(row => row.Id);
        var written = await notes.ReadAsync([.. told.Select(each => each.Incident)], cancel);
        return
        [
            .. told.Select(each =>
                Notice.Standing(
                    each,
                    rows.GetValueOrDefault(each.Incident),
                    written[each.Incident].LastOrDefault(),
                    options.Page
                )
            ),
            .. known.Where(each => !each.IsSilenced).Select(each => Notice.Standing(each, options.Page)),
        ];
    }
}
