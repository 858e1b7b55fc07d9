using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>A ledger with two targets and a component, in which derivers open incidents and correlators claim them.</summary>
public abstract class CorrelationSetting : LedgerSetting
{
    private protected const int Pbx = 1;
    private protected const int Web = 2;
    private protected const int Calls = 1;
    private protected const short Brno = 1;
    private protected const short Prague = 2;

    private protected static LedgerEvent Told(string kind, int target, long incident, int minute) =>
        new(kind, target, null, incident, Minute(minute), "{}");

    private protected static Opened Of(int target, int minute) => new(target, null, minute, null);

    private protected static Opened OfCalls(int minute) => new(null, Calls, minute, null);

    /// <summary>Opened in one transaction of a deriver, each told.</summary>
    private protected async Task<long[]> OpenAsync(params Opened[] incidents)
    {
        var ids = new List<long>();
        await DeriveAsync(async claimed =>
        {
            foreach (var each in incidents)
            {
                var table = each.Target is null ? claimed.ComponentIncidents : claimed.TargetIncidents;
                var to = each.To is { } minute ? Minute(minute) : (Instant?)null;
                var incident = new Incident(Minute(each.From), to, Verdict.Down);
                ids.Add(await table.OpenAsync(each.Target ?? Calls, incident, Noon, Cancel));
            }

            return
            [
                .. incidents.Zip(
                    ids,
                    (each, id) =>
                        new LedgerEvent(
                            EventKinds.IncidentOpened,
                            each.Target,
                            each.Component,
                            id,
                            Minute(each.From),
                            "{}"
                        )
                ),
            ];
        });
        return [.. ids];
    }

    /// <summary>Without news of results: what is claimed was touched by time alone.</summary>
    private protected async Task DeriveAsync(Func<IDerivation, Task<LedgerEvent[]>> work)
    {
        if (await Door.Derivations.TouchDueAsync(Minute(90), Cancel) == 0)
        {
            await StoreAsync(Up("pbx", 0), Up("web", 0));
            await using (var first = await ClaimAsync())
                await CommitAsync(first, []);

            await Door.Derivations.TouchDueAsync(Minute(90), Cancel);
        }

        await using var claimed = await ClaimAsync();
        await CommitAsync(claimed, await work(claimed));
    }

    private protected static Task CommitAsync(IDerivation claimed, params LedgerEvent[] events) =>
        claimed.CommitAsync(
            claimed.Targets.ToDictionary(target => target.Id, _ => (Instant?)Minute(80)),
            Minute(90),
            events,
            Cancel
        );

    private protected async Task<ICorrelation> CorrelateAsync(int limit = 9)
    {
        var claimed = await Door.Correlations.ClaimAsync(limit, [], Cancel);
        Assert.NotNull(claimed);
        return claimed;
    }

    private protected async Task ForgetNewsAsync()
    {
        while (await Door.Correlations.ClaimAsync(9, [], Cancel) is { } claimed)
        {
            await using (claimed)
                await claimed.CommitAsync(Minute(90), [], Cancel);
        }
    }

    private protected sealed record Opened(int? Target, int? Component, int From, int? To);
}
