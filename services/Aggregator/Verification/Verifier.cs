using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Verification;

/// <summary>Computes the ledger anew, by the rules alone, and holds it against what is stored.</summary>
/// <remarks>
/// A region's states are computed from the raw results, from the last fold before the horizon on; verdicts from all stored states,
/// components and incidents from all verdicts: so each table is held against the one that it is made of.
/// </remarks>
internal sealed class Verifier(LedgerSnapshot snapshot)
{
    private readonly Dictionary<int, (string Slug, Instant DerivedAt)> _settled = [];

    /// <summary>Ids of targets that a deriver has still to do with; they and their components are left out.</summary>
    public List<string> Pending { get; } = [];

    /// <param name="only">Id of a target; null for all, and all components.</param>
    public async Task<IReadOnlyList<Discrepancy>> RunAsync(string? only, CancellationToken cancel)
    {
        var found = new List<Discrepancy>();
        var horizon = await snapshot.HorizonAsync(cancel);
        var regions = await snapshot.RegionNamesAsync(cancel);
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

            _settled[id] = (slug, asOf);
            found.AddRange(await RegionsAsync(target, slug, regions, horizon, asOf, cancel));
            found.AddRange(await VerdictsAsync(target, slug, asOf, cancel));
            found.AddRange(await RollupsAsync(target, slug, regions, horizon, cancel));
        }

        foreach (var (id, slug, members) in await snapshot.ComponentsAsync(cancel))
        {
            if (members.Length > 0 && members.All(_settled.ContainsKey))
                found.AddRange(
                    await ComponentAsync(id, slug, members.Max(member => _settled[member].DerivedAt), cancel)
                );
        }

        return found;
    }

    private async Task<List<Discrepancy>> RegionsAsync(
        ClaimedTarget target,
        string slug,
        IReadOnlyDictionary<short, string> names,
        Instant horizon,
        Instant asOf,
        CancellationToken cancel
    )
    {
        var found = new List<Discrepancy>();
        foreach (var (region, assigned) in target.Assignments)
        {
            var view = new View(target.Id, region);
            var from = (await snapshot.Regions.CheckpointsAsync([(view, horizon)], cancel))[view];
            var window = new Dictionary<View, Window> { [view] = new(from.At, Instant.MaxValue) };
            var results = (await snapshot.Regions.ResultsAsync(window, cancel))[view];
            var computed = RegionTimeline.Derive(from, results, target.Settings, assigned, asOf);

            var states = (await snapshot.Regions.StatesAsync([(view, Instant.MinValue)], cancel))[view];
            found.AddRange(
                Discrepancy.Between(
                    slug,
                    names[region],
                    "region_state",
                    Points(states.Changes),
                    Points(states.Replace(computed.ReplaceFrom, computed.Changes).Changes),
                    Word
                )
            );
            var folds = await snapshot.Regions.FoldsAsync(
                new Dictionary<View, Instant> { [view] = Instant.MinValue },
                cancel
            );
            found.AddRange(
                Discrepancy.Between(
                    slug,
                    names[region],
                    "region_fold",
                    Folds(folds[view].Where(fold => fold.At > from.At)),
                    Folds(computed.Hours),
                    Hex
                )
            );
            var newest = (await snapshot.Regions.CheckpointsAsync([(view, Instant.MaxValue)], cancel))[view];
            found.AddRange(
                Discrepancy.Between(slug, names[region], "region_current", Folds([newest]), Folds([computed.End]), Hex)
            );
        }

        return found;
    }

    private async Task<List<Discrepancy>> VerdictsAsync(
        ClaimedTarget target,
        string slug,
        Instant asOf,
        CancellationToken cancel
    )
    {
        var all = new Dictionary<int, Instant> { [target.Id] = Instant.MinValue };
        var stored = (await snapshot.TargetVerdicts.ReadAsync(all, cancel))[target.Id].Verdicts;
        var states = await snapshot.Regions.StatesAsync(
            [.. target.Assignments.Keys.Select(region => (new View(target.Id, region), Instant.MinValue))],
            cancel
        );
        var inputs = new VerdictInputs(
            [
                .. target.Assignments.Select(region => new WatchingRegion(
                    region.Value,
                    states[new View(target.Id, region.Key)]
                )),
            ],
            target.Settings,
            target.Maintenance,
            target.Lifetime
        );
        var computed = VerdictTimeline.Derive(inputs, Instant.MinValue, asOf);
        return
        [
            .. Discrepancy.Between(slug, null, "verdict", Points(stored.Changes), Points(computed), Word),
            .. await SumsAsync(slug, ofComponent: false, target.Id, cancel),
            .. Incidents(
                slug,
                stored,
                target.Lifetime,
                asOf,
                (await snapshot.TargetIncidents.ReadAsync(all, cancel))[target.Id]
            ),
        ];
    }

    private async Task<List<Discrepancy>> ComponentAsync(int id, string slug, Instant asOf, CancellationToken cancel)
    {
        var all = new Dictionary<int, Instant> { [id] = Instant.MinValue };
        var facts = (await snapshot.Components.ReadAsync(all, cancel)).Single();
        var stored = (await snapshot.ComponentVerdicts.ReadAsync(all, cancel))[id].Verdicts;
        var computed = ComponentTimeline.Derive(facts.Members, facts.Maintenance, Instant.MinValue, asOf);
        var lifetime = Model.Sla.Windows.Union(facts.Members.SelectMany(member => member.Alive));
        return
        [
            .. Discrepancy.Between(slug, null, "component_verdict", Points(stored.Changes), Points(computed), Word),
            .. await SumsAsync(slug, ofComponent: true, id, cancel),
            .. Incidents(slug, stored, lifetime, asOf, (await snapshot.ComponentIncidents.ReadAsync(all, cancel))[id]),
        ];
    }

    /// <summary>The days that raw results still cover.</summary>
    private async Task<List<Discrepancy>> RollupsAsync(
        ClaimedTarget target,
        string slug,
        IReadOnlyDictionary<short, string> names,
        Instant horizon,
        CancellationToken cancel
    )
    {
        var found = new List<Discrepancy>();
        if (target.RolledTo is not { } end || target.Lifetime.Count == 0)
            return found;

        var start = Instant.Max(horizon, target.Lifetime[0].From.HourStart);
        foreach (var (region, watched) in target.Assignments)
        {
            var view = new View(target.Id, region);
            for (var day = ViewDay.Of(view, start); day.At < end; day = day with { Day = day.Day.AddDays(1) })
            {
                var stored = await snapshot.Rollups.DaysAsync([(view, day.Day, day.Day)], cancel);
                var runs = await snapshot.Rollups.RunsAsync(
                    [(view, new Window(day.At, day.At + TimeSpan.FromDays(1)))],
                    cancel
                );
                var before = stored.GetValueOrDefault(day, DayRollup.Empty);
                var computed = Enumerable
                    .Range(0, DayRollup.Hours)
                    .Select(place => (Place: place, At: day.At + (place * HourRollup.Length)))
                    .Where(hour => hour.At >= start && hour.At < end)
                    .Aggregate(
                        before,
                        (rollup, hour) =>
                            rollup.With(hour.Place, HourRollup.Of(hour.At, runs[view], watched, target.Maintenance))
                    );
                found.AddRange(
                    Discrepancy.Between(
                        slug,
                        names[region],
                        "rollup",
                        [(day.At, before.ToBytes())],
                        [(day.At, computed.ToBytes())],
                        Convert.ToHexStringLower
                    )
                );
            }
        }

        return found;
    }

    private async Task<IEnumerable<Discrepancy>> SumsAsync(
        string slug,
        bool ofComponent,
        int id,
        CancellationToken cancel
    ) =>
        (await snapshot.WrongSumsAsync(ofComponent, id, cancel)).Select(wrong => new Discrepancy(
            slug,
            null,
            ofComponent ? "component_verdict" : "verdict",
            wrong.At,
            wrong.Stored,
            wrong.Computed
        ));

    private static IEnumerable<Discrepancy> Incidents(
        string slug,
        StepFunction<Verdict> verdicts,
        IReadOnlyList<Window> lifetime,
        Instant asOf,
        IEnumerable<WrittenIncident> stored
    ) =>
        Discrepancy.Between(
            slug,
            null,
            "incident",
            stored.Select(each => (each.Incident.OpenedAt, each.Incident)),
            Model.Sla.Incidents.Of(verdicts, lifetime, asOf).Select(incident => (incident.OpenedAt, incident)),
            incident => $"{Word(incident.Severity)} until {incident.ClosedAt?.ToString() ?? Discrepancy.Nothing}"
        );

    private static IEnumerable<(Instant At, T Value)> Points<T>(IEnumerable<Change<T>> changes) =>
        changes.Select(change => (change.At, change.Value));

    private static IEnumerable<(Instant At, byte[] Value)> Folds(IEnumerable<Checkpoint> folds) =>
        folds.Select(fold => (fold.At, fold.FoldBytes()));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
