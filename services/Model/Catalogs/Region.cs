namespace Ringback.Model.Catalogs;

/// <summary>A vantage point: where a probe worker runs.</summary>
public sealed record Region(string Id, string Name);
