namespace Ringback.Model.Catalogs;

/// <summary>A vantage point: where a probe worker runs.</summary>
public sealed record Region(string Id, string Name)
{
    /// <summary>None, or a few of which one at least speaks UDP: while all of them fail, the region's results are unknown.</summary>
    public IReadOnlyList<Canary> Canaries { get; init; } = [];
}
