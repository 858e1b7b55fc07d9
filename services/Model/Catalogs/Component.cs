namespace Ringback.Model.Catalogs;

/// <summary>What customers know it as.</summary>
/// <param name="Targets">Ids of its targets.</param>
public sealed record Component(string Id, string Name, string? Description, IReadOnlyList<string> Targets);
