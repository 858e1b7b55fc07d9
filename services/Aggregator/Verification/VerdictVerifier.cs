using Ringback.Aggregator.Rollups;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Verification;

/// <summary>Verdicts of targets from the states of their regions, of components from the verdicts of their targets, and when time alone changes them next.</summary>
internal sealed class VerdictVerifier(LedgerSnapshot snapshot)
{
    /// <param name="silentAt">By region, when silence will turn its state.</param>
    public async Task<List<Discrepancy>> TargetAsync(
        ClaimedTarget target,
        string slug,
        Instant asOf,
        Instant? dueAt,
        IEnumerable<Instant?> silentAt,
        CancellationToken cancel
    )
    {
        var stored = await ReadAsync(snapshot.TargetVerdicts, target.Id, cancel);
        var states = await snapshot.Regions.StatesAsync(
            [.. target.Assignments.Keys.Select(region => (new View(target.Id, region), Instant.MinValue))],
            cancel
        );
        var inputs = Inputs(target, states);
        var due = Deriver.Earliest([
            .. silentAt,
            VerdictStage.NextAt(target, inputs, asOf),
            target.RolledTo is { } rolledTo ? RollupStage.NextAt(target, rolledTo, asOf) : null,
        ]);
        return
        [
            .. Verdicts(slug, "verdict", stored, VerdictTimeline.Derive(inputs, Instant.MinValue, asOf)),
            .. await SumsAsync(slug, "verdict", "target", target.Id, cancel),
            .. Discrepancy.Between(slug, null, "derivation", [(asOf, Due(dueAt))], [(asOf, Due(due))], text => text),
        ];
    }

    public async Task<List<Discrepancy>> ComponentAsync(int id, string slug, Instant asOf, CancellationToken cancel)
    {
        var all = new Dictionary<int, Instant> { [id] = Instant.MinValue };
        var facts = (await snapshot.Components.ReadAsync(all, cancel)).Single();
        var stored = await ReadAsync(snapshot.ComponentVerdicts, id, cancel);
        var computed = ComponentTimeline.Derive(facts.Members, facts.Maintenance, Instant.MinValue, asOf);
        return
        [
            .. Verdicts(slug, "component_verdict", stored, computed),
            .. await SumsAsync(slug, "component_verdict", "component", id, cancel),
        ];
    }

    /// <summary>A region as a vantage point, from the states of all targets.</summary>
    public async Task<List<Discrepancy>> RegionAsync(
        short region,
        string slug,
        IReadOnlyList<ClaimedTarget> targets,
        Dictionary<View, StepFunction<RegionState>> states,
        Instant asOf,
        CancellationToken cancel
    )
    {
        var stored = await ReadAsync(snapshot.VantageVerdicts, region, cancel);
        var computed = VantageTimeline.Derive(
            [.. targets.Where(t => t.Assignments.ContainsKey(region)).Select(target => Seen(target, region, states))],
            Instant.MinValue,
            asOf
        );
        return
        [
            .. Verdicts(slug, "vantage_verdict", stored, computed),
            .. await SumsAsync(slug, "vantage_verdict", "region", region, cancel),
        ];
    }

    public static VerdictInputs Inputs(ClaimedTarget target, Dictionary<View, StepFunction<RegionState>> states) =>
        new(
            [.. target.Assignments.Keys.Select(region => Watching(target, region, states))],
            target.Settings,
            target.Maintenance,
            target.Lifetime
        );

    private static VantageTarget Seen(
        ClaimedTarget target,
        short region,
        Dictionary<View, StepFunction<RegionState>> states
    ) =>
        new(
            Watching(target, region, states),
            [
                .. target
                    .Assignments.Keys.Where(other => other != region)
                    .Select(other => Watching(target, other, states)),
            ]
        );

    private static WatchingRegion Watching(
        ClaimedTarget target,
        short region,
        Dictionary<View, StepFunction<RegionState>> states
    ) => new(target.Assignments[region], states[new View(target.Id, region)]);

    private static async Task<IReadOnlyList<Change<Verdict>>> ReadAsync(
        IVerdictLedger ledger,
        int id,
        CancellationToken cancel
    )
    {
        var all = new Dictionary<int, Instant> { [id] = Instant.MinValue };
        return (await ledger.ReadAsync(all, cancel))[id].Verdicts.Changes;
    }

    private static IEnumerable<Discrepancy> Verdicts(
        string slug,
        string table,
        IEnumerable<Change<Verdict>> stored,
        IEnumerable<Change<Verdict>> computed
    ) =>
        Discrepancy.Between(
            slug,
            null,
            table,
            stored.Select(change => (change.At, change.Value)),
            computed.Select(change => (change.At, change.Value)),
            verdict => verdict.ToString().ToLowerInvariant()
        );

    private async Task<IEnumerable<Discrepancy>> SumsAsync(
        string slug,
        string table,
        string key,
        int id,
        CancellationToken cancel
    ) =>
        (await snapshot.Stored.WrongSumsAsync(table, key, id, cancel)).Select(wrong => new Discrepancy(
            slug,
            null,
            table,
            wrong.At,
            wrong.Stored,
            wrong.Computed
        ));

    private static string Due(Instant? at) => $"due {at?.ToString() ?? "never"}";
}
