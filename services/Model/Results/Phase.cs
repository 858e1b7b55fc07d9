namespace Ringback.Model.Results;

/// <summary>A named stretch of a run, in the order in which it happened.</summary>
/// <param name="Name">One of <see cref="PhaseNames"/>.</param>
/// <param name="Duration">By the monotonic clock.</param>
public readonly record struct Phase(string Name, TimeSpan Duration);
