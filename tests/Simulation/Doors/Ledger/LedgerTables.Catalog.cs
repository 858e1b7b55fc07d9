using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>What the taking of a catalog changes.</summary>
internal partial class LedgerTables
{
    /// <summary>As much of a catalog's taking as a simulation needs: targets are added and changed, never removed.</summary>
    public void Apply(Catalog catalog)
    {
        var at = catalog.EffectiveAt;
        foreach (var region in catalog.Regions)
            RegionIds.TryAdd(region.Id, (short)(RegionIds.Count + 1));

        foreach (var target in catalog.Targets)
        {
            if (TargetIds.TryAdd(target.Id, TargetIds.Count + 1))
                Begin(TargetIds[target.Id], at);

            Change(TargetIds[target.Id], target, at);
        }

        foreach (var component in catalog.Components)
        {
            if (!ComponentIds.TryAdd(component.Id, ComponentIds.Count + 1))
                continue;

            foreach (var member in component.Targets.Select(id => TargetIds[id]))
            {
                Targets[member]
                    .Memberships.Add(new Membership(ComponentIds[component.Id], new Window(at, Instant.MaxValue)));
                Touch(member, null, at);
            }
        }

        Announce(catalog.Maintenance, at);
    }

    private void Begin(int target, Instant at)
    {
        Targets[target] = new TargetRow();
        Targets[target].Lifetime.Add(new Window(at, Instant.MaxValue));
        Derivations[target] = new DerivationRow();
        Touch(target, null, at);
    }

    private void Change(int id, Target target, Instant at)
    {
        var row = Targets[id];
        var settings = TargetSettings.Of(target);
        var watching = target.Regions.Select(region => RegionIds[region]).ToHashSet();
        var changed = row.Settings.Count == 0 || row.Settings[^1].Value != settings;
        if (changed)
            row.Settings.Add(new Change<TargetSettings>(at, settings));

        foreach (var (region, windows) in row.Assignments)
        {
            if (windows[^1].To == Instant.MaxValue && !watching.Contains(region))
            {
                windows[^1] = windows[^1] with { To = at };
                changed = true;
            }
        }

        foreach (var region in watching.Order())
        {
            var windows = row.Assignments.TryGetValue(region, out var known) ? known : row.Assignments[region] = [];
            if (windows.Count == 0 || windows[^1].To < Instant.MaxValue)
            {
                windows.Add(new Window(at, Instant.MaxValue));
                changed = true;
            }
        }

        if (!changed)
            return;

        Touch(id, null, at);
        foreach (var region in row.Assignments.Keys)
            Touch(id, region, at);
    }

    /// <summary>Touches whoever is taken out of other time than before, from the first such instant on.</summary>
    private void Announce(IReadOnlyList<MaintenanceWindow> windows, Instant at)
    {
        var concerned =
            from row in Maintenance.Apply(windows, at)
            from target in row
                .Targets.Select(id => TargetIds[id])
                .Concat(row.Components.SelectMany(id => MembersOf(ComponentIds[id])))
            group row.Window.From by target;
        foreach (var target in concerned)
            Announced(target.Key, target.MinBy(from => from.Microseconds));
    }

    protected virtual void Announced(int target, Instant from) => Touch(target, null, from);

    private IEnumerable<int> MembersOf(int component) =>
        Targets.Where(row => row.Value.Memberships.Any(each => each.Component == component)).Select(row => row.Key);
}
