namespace Ringback.Model.Results;

/// <summary>What one run says of its target. The numbers are stored: never reuse one.</summary>
public enum Outcome
{
    Up = 1,

    /// <summary>Answered, but outside a limit.</summary>
    Degraded = 2,

    /// <summary>The target, or the path to it, failed.</summary>
    Down = 3,

    /// <summary>The probe could not judge, and the fault is its own: counts against nobody.</summary>
    Unknown = 4,
}
