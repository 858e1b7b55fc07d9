namespace Ringback.Model.Sla;

/// <summary>One region's part in a target's verdict.</summary>
/// <param name="Assignments">When it watches the target. Touching ones are one.</param>
/// <param name="States">Its timeline: from the instant on that is derived, and from the start of each assignment that is
/// younger there than its staleness; earlier changes may be left out.</param>
public sealed record WatchingRegion(IReadOnlyList<Window> Assignments, StepFunction<RegionState> States);

/// <summary>All that a target's verdict depends on.</summary>
/// <param name="Regions">Each that ever watched it in the time in question.</param>
/// <param name="Settings">Their quorum counts here, and their staleness at the start of an assignment.</param>
/// <param name="Maintenance">The target's own windows, and its components' as far as it was a member then.</param>
/// <param name="Lifetime">When it is watched at all, less pauses.</param>
public sealed record VerdictInputs(
    IReadOnlyList<WatchingRegion> Regions,
    StepFunction<TargetSettings> Settings,
    IReadOnlyList<Window> Maintenance,
    IReadOnlyList<Window> Lifetime
);
