namespace Ringback.Model.Sla;

/// <summary>The state of a target over all its regions, or of a component over its targets. The numbers are stored.</summary>
public enum Verdict
{
    /// <summary>Nobody knows; also outside the lifetime.</summary>
    Unknown = 0,

    Up = 1,

    Degraded = 2,

    /// <summary>Down in some regions, while another still reaches it: available time.</summary>
    Partial = 3,

    Down = 4,

    Maintenance = 5,
}
