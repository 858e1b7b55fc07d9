using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Verification;

/// <summary>Computes the ledger anew, by the rules alone, and holds it against what is stored.</summary>
/// <remarks>
/// A region's states are computed from the raw results, from the last fold before the horizon on; verdicts from all stored states,
/// components, vantage points and incidents from what those are made of: so each table is held against the one that it is made of.
/// </remarks>
internal sealed class Verifier(LedgerSnapshot snapshot)
{
    private readonly List<Discrepancy> _found = [];
    private readonly Dictionary<int, (ClaimedTarget Facts, string Slug, Instant AsOf)> _settled = [];
    private readonly List<IncidentSubject> _subjects = [];

    /// <summary>What somebody has still to do with, and was left out.</summary>
    public List<string> Pending { get; } = [];

    /// <param name="only">Id of a target; null for all, all components, vantage points, and how incidents hang together.</param>
    public async Task<IReadOnlyList<Discrepancy>> RunAsync(string? only, CancellationToken cancel)
    {
        var regions = await snapshot.RegionNamesAsync(cancel);
        var horizon = await snapshot.HorizonAsync(cancel);
        var isCorrelated = !await snapshot.Stored.IsCorrelatingAsync(cancel);
        var newest = await TargetsAsync(only, regions, horizon, cancel);
        var isWhole = only is null && Pending.Count == 0;
        if (only is null)
            await ComponentsAsync(cancel);

        var rows = await snapshot.Stored.IncidentsAsync(cancel);
        var targets = _settled.ToDictionary(each => each.Key, each => each.Value.Facts);
        var incidents = new IncidentVerifier(snapshot, regions, targets, rows);
        if (isWhole && isCorrelated)
        {
            await RegionsAsync(regions, newest, cancel);
            _found.AddRange(await incidents.CausesAsync(horizon, cancel));
            _found.AddRange(await incidents.PartsAsync(newest, cancel));
        }
        else if (only is null)
        {
            Pending.Add("vantage points, causes and parts of incidents");
        }

        _found.AddRange(await incidents.StretchesAsync(_subjects, isWhole && isCorrelated, isCorrelated, cancel));
        return _found;
    }

    /// <returns>When anything was last derived.</returns>
    private async Task<Instant> TargetsAsync(
        string? only,
        IReadOnlyDictionary<short, string> regions,
        Instant horizon,
        CancellationToken cancel
    )
    {
        var targets = await snapshot.TargetsAsync(cancel);
        var newest = targets.Max(target => target.DerivedAt) ?? Instant.MinValue;
        foreach (var (id, slug, derivedAt, rolledTo, dueAt) in targets.Where(t => only is null || t.Slug == only))
        {
            var target = await snapshot.ReadAsync(id, derivedAt, rolledTo, cancel);
            if (derivedAt is not { } asOf || target.Touches.Count > 0 || dueAt <= newest)
            {
                Pending.Add(slug);
                continue;
            }

            _settled[id] = (target, slug, asOf);
            try
            {
                var said = new RegionVerifier(snapshot, regions, horizon);
                _found.AddRange(await said.RunAsync(target, slug, asOf, cancel));
                _found.AddRange(
                    await new VerdictVerifier(snapshot).TargetAsync(target, slug, asOf, dueAt, said.SilentAt, cancel)
                );
                _found.AddRange(
                    await new RollupVerifier(snapshot, regions, horizon).RunAsync(target, slug, asOf, newest, cancel)
                );
            }
            catch (InvalidDataException e)
            {
                _found.Add(new Discrepancy(slug, null, "region_fold", horizon, e.Message, "what can be read"));
            }

            await AddAsync((id, null, null), slug, snapshot.TargetVerdicts, target.Lifetime, asOf, cancel);
        }

        return newest;
    }

    private async Task ComponentsAsync(CancellationToken cancel)
    {
        foreach (var (id, slug, members) in await snapshot.ComponentsAsync(cancel))
        {
            if (members.Length == 0 || !members.All(_settled.ContainsKey))
                continue;

            var asOf = members.Max(member => _settled[member].AsOf);
            _found.AddRange(await new VerdictVerifier(snapshot).ComponentAsync(id, slug, asOf, cancel));
            var all = new Dictionary<int, Instant> { [id] = Instant.MinValue };
            var facts = (await snapshot.Components.ReadAsync(all, cancel)).Single();
            var lifetime = Model.Sla.Windows.Union(facts.Members.SelectMany(member => member.Alive));
            await AddAsync((null, id, null), slug, snapshot.ComponentVerdicts, lifetime, asOf, cancel);
        }
    }

    private async Task RegionsAsync(
        IReadOnlyDictionary<short, string> regions,
        Instant newest,
        CancellationToken cancel
    )
    {
        List<ClaimedTarget> targets = [.. _settled.Values.Select(each => each.Facts)];
        var states = await snapshot.Regions.StatesAsync(
            [
                .. targets.SelectMany(
                    target => target.Assignments.Keys,
                    (target, region) => (new View(target.Id, region), Instant.MinValue)
                ),
            ],
            cancel
        );
        foreach (var (region, slug) in regions)
        {
            var verifier = new VerdictVerifier(snapshot);
            _found.AddRange(await verifier.RegionAsync(region, slug, targets, states, newest, cancel));
            await AddAsync((null, null, region), slug, snapshot.VantageVerdicts, [Window.Always], newest, cancel);
        }
    }

    private async Task AddAsync(
        (int?, int?, short?) key,
        string slug,
        IVerdictLedger ledger,
        IReadOnlyList<Window> lifetime,
        Instant asOf,
        CancellationToken cancel
    )
    {
        var id = key.Item1 ?? key.Item2 ?? key.Item3!.Value;
        var all = new Dictionary<int, Instant> { [id] = Instant.MinValue };
        var verdicts = (await ledger.ReadAsync(all, cancel))[id].Verdicts;
        _subjects.Add(new IncidentSubject(key, slug, verdicts, lifetime, asOf));
    }
}
