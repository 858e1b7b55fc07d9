using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using WindowSet = Ringback.Model.Sla.Windows; // a namespace of that name is among the references

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>All that happens to one target, in one or more regions.</summary>
internal sealed record Scenario
{
    public required StepFunction<TargetSettings> Settings { get; init; }

    public required IReadOnlyList<Window> Lifetime { get; init; }

    public required IReadOnlyList<Window> Maintenance { get; init; }

    public required IReadOnlyList<ScenarioRegion> Regions { get; init; }

    public required Instant AsOf { get; init; }

    public IReadOnlyList<Window> Watched(ScenarioRegion region) => WindowSet.Intersect(region.Assignments, Lifetime);

    public StepFunction<RegionState> States(ScenarioRegion region) =>
        RegionTimeline.Of(region.Results, Settings, Watched(region), AsOf);

    public VerdictInputs Inputs =>
        new(
            [.. Regions.Select(region => new WatchingRegion(region.Assignments, States(region)))],
            Settings,
            Maintenance,
            Lifetime
        );

    public override string ToString() =>
        $"""
            as of {AsOf.Microseconds}
            settings {Settings}
            lifetime {string.Join(' ', Lifetime)}
            maintenance {string.Join(' ', Maintenance)}
            {string.Join('\n', Regions)}
            """;
}

/// <param name="Results">In their order, identities distinct.</param>
internal sealed record ScenarioRegion(IReadOnlyList<Window> Assignments, IReadOnlyList<JudgedResult> Results)
{
    public override string ToString() =>
        $"region {string.Join(' ', Assignments)}: "
        + string.Join(", ", Results.Select(r => $"{r.ScheduledAt.Microseconds} {r.Outcome}{Mark(r.Trigger)}"));

    private static string Mark(Trigger trigger) =>
        trigger switch
        {
            Trigger.Confirm => "'",
            Trigger.Manual => "*",
            _ => "",
        };
}
