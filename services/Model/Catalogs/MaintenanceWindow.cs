namespace Ringback.Model.Catalogs;

/// <summary>Announced work: time in it is neither up nor down.</summary>
/// <param name="Time">When it takes place.</param>
/// <param name="Targets">Ids of the targets it takes out.</param>
/// <param name="Components">Ids of the components it takes out, with all their targets.</param>
public sealed record MaintenanceWindow(
    string Id,
    string Title,
    MaintenanceTime Time,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Components
)
{
    /// <summary>It takes no time out, nor did it ever: what it had taken out of the past is given back.</summary>
    public bool Cancelled { get; init; }
}
