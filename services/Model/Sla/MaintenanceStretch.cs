namespace Ringback.Model.Sla;

/// <summary>Time that a maintenance window takes out, as the ledger keeps it.</summary>
/// <param name="Day">Of the occurrence that it is, or is a part of.</param>
public readonly record struct MaintenanceStretch(DateOnly Day, Window Window, MaintenanceScope Scope);

/// <summary>Whom a maintenance window takes out: numbers of the ledger, ascending. Equal by value.</summary>
public sealed class MaintenanceScope(IEnumerable<int> targets, IEnumerable<int> components)
    : IEquatable<MaintenanceScope>
{
    public IReadOnlyList<int> Targets { get; } = [.. targets.Order()];

    public IReadOnlyList<int> Components { get; } = [.. components.Order()];

    public bool Equals(MaintenanceScope? other) =>
        other is not null && Targets.SequenceEqual(other.Targets) && Components.SequenceEqual(other.Components);

    public override bool Equals(object? obj) => Equals(obj as MaintenanceScope);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var id in Targets.Concat(Components))
            hash.Add(id);

        return hash.ToHashCode();
    }
}
