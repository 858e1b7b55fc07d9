namespace Ringback.Model.Results;

/// <summary>One figure of a run.</summary>
/// <param name="Name">One of <see cref="MeasurementNames"/>; its suffix is its unit.</param>
/// <param name="Value">In the base unit of the suffix: seconds, bytes, a ratio from 0 to 1, a count.</param>
public readonly record struct Measurement(string Name, double Value);
