namespace Ringback.Model.Catalogs;

/// <summary>Announced work: time in it is neither up nor down.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Targets">Ids of the targets it takes out.</param>
/// <param name="Components">Ids of the components it takes out, with all their targets.</param>
public sealed record MaintenanceWindow(
    string Id,
    string Title,
    Instant From,
    Instant To,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Components
);
