namespace Ringback.Model.Sla.Objectives;

/// <summary>What an objective is promised of, over time: a target, a component, or several together.</summary>
/// <remarks>Of several the timelines are those of a component with these members and no windows of its own (<see cref="ComponentTimeline"/>).</remarks>
/// <param name="Verdicts">Its timeline.</param>
/// <param name="Beneath">The same derived with no maintenance at all: rules 2 to 7. Asked only under a cap.</param>
/// <param name="Maintenance">Also what is planned after as_of.</param>
/// <param name="AsOf">The least of its targets'.</param>
public sealed record Subject(
    StepFunction<Verdict> Verdicts,
    StepFunction<Verdict> Beneath,
    SubjectMaintenance Maintenance,
    Instant AsOf
);
