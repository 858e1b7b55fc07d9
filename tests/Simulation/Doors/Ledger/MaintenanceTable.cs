using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>Time that a window takes out, and of whom.</summary>
internal sealed record MaintenanceTime(
    string Slug,
    Window Window,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Components
)
{
    public bool Equals(MaintenanceTime? other) =>
        other is not null
        && (Slug, Window) == (other.Slug, other.Window)
        && Targets.SequenceEqual(other.Targets)
        && Components.SequenceEqual(other.Components);

    public override int GetHashCode() => HashCode.Combine(Slug, Window);
}

/// <summary>Time that announced one-off windows take out, as the newest catalog has it.</summary>
internal sealed class MaintenanceTable
{
    private IReadOnlyList<MaintenanceWindow> _named = [];

    public List<MaintenanceTime> Rows { get; } = [];

    /// <summary>One that is still named stands as it is now defined; one that is not any more keeps what has been of it.</summary>
    /// <param name="at">From when on the new definitions rule.</param>
    /// <returns>The rows that are gone, and those that have come.</returns>
    public IReadOnlyList<MaintenanceTime> Apply(IReadOnlyList<MaintenanceWindow> windows, Instant at)
    {
        var before = Rows.ToList();
        foreach (var was in _named.Select(window => (window.Id, Time: When(window))))
        {
            var isNamed = windows.Any(window => window.Id == was.Id);
            foreach (
                var row in before.Where(row => row.Slug == was.Id && row.Window.To > (isNamed ? was.Time.From : at))
            )
            {
                Rows.Remove(row);
                if (!isNamed && row.Window.From < at)
                    Rows.Add(row with { Window = row.Window with { To = at } });
            }
        }

        foreach (var window in windows)
        {
            MaintenanceTime row = new(window.Id, When(window), window.Targets, window.Components);
            if (!Rows.Contains(row))
                Rows.Add(row);
        }

        _named = windows;
        return [.. before.Except(Rows), .. Rows.Except(before)];
    }

    /// <summary>When announced work takes place, which is once here.</summary>
    public static Window When(MaintenanceWindow work) => new(((OneOff)work.Time).From, ((OneOff)work.Time).To);
}
