namespace Ringback.Model.Sla;

/// <summary>A region's confirmed opinion of a target. The numbers are stored: never reuse one.</summary>
public enum RegionState
{
    /// <summary>Nothing vouches for it: not yet decided, silent for longer than the staleness, or not assigned.</summary>
    Unknown = 0,

    Up = 1,

    Degraded = 2,

    Down = 3,
}
