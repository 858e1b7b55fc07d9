using Ringback.Model.Sla;
using Ringback.Store.Timelines;
using WindowSet = Ringback.Model.Sla.Windows; // a namespace of that name is among the references

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>What is committed of a target beside its results.</summary>
internal sealed class LedgerFacts(LedgerTables tables)
{
    public ClaimedTarget Of(int id)
    {
        var row = tables.Targets[id];
        return new ClaimedTarget
        {
            Id = id,
            DerivedAt = tables.Derivations[id].DerivedAt,
            RolledTo = tables.Derivations[id].RolledTo,
            Touches =
            [
                .. tables.Touched.Where(touch => touch.Target == id).Select(t => new Touch(t.Id, t.Region, t.At)),
            ],
            Lifetime = WindowSet.Union(row.Lifetime),
            Settings = new StepFunction<TargetSettings>(row.Settings[0].Value, row.Settings),
            Assignments = row.Assignments.ToDictionary(
                each => each.Key,
                each => WindowSet.Intersect(each.Value, row.Lifetime)
            ),
            Maintenance = WindowSet.Union(
                tables
                    .Maintenance.Rows.Where(time => time.Targets.Any(slug => tables.TargetIds[slug] == id))
                    .Select(time => time.Window)
                    .Concat(
                        row.Memberships.SelectMany(member =>
                            MaintenanceOf(member.Component).Select(member.Window.Intersect)
                        )
                    )
            ),
            Memberships = [.. row.Memberships],
        };
    }

    public IEnumerable<Window> MaintenanceOf(int component) =>
        tables
            .Maintenance.Rows.Where(time => time.Components.Any(slug => tables.ComponentIds[slug] == component))
            .Select(time => time.Window);
}
