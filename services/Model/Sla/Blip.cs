namespace Ringback.Model.Sla;

/// <summary>Failures that stayed too few to turn a region <c>down</c>: counted and shown, no downtime.</summary>
/// <param name="From">Slot of the first of them.</param>
/// <param name="Failures">How many in a row.</param>
public readonly record struct Blip(Instant From, int Failures);
