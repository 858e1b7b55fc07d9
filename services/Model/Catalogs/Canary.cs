using Ringback.Model.Catalogs.Checks;

namespace Ringback.Model.Catalogs;

/// <summary>An independent, well-known endpoint by which a worker tells an outage of its own from one of its targets.</summary>
/// <param name="Check">A small one: short, and of a server that no target watches.</param>
/// <param name="Timeout">Its time limit.</param>
public sealed record Canary(Check Check, TimeSpan Timeout);
