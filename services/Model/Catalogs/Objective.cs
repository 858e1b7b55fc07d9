namespace Ringback.Model.Catalogs;

/// <summary>What was promised of a target or a component.</summary>
/// <param name="Target">Id of a target; null where it is a component's.</param>
/// <param name="Component">Id of a component; null where it is a target's.</param>
/// <param name="Availability">Between 0 and 1, exclusive: 0.9995 for 99.95 %.</param>
/// <param name="Window">Length of a rolling window; null for the calendar month.</param>
public sealed record Objective(string Id, string? Target, string? Component, decimal Availability, TimeSpan? Window);
