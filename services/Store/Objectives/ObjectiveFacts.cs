using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Store.Objectives;

/// <summary>Whose promise it is, and for when. Slugs that the ledger does not know are left out.</summary>
/// <param name="Window">Bounded.</param>
/// <param name="Beneath">Whether the timelines without any maintenance are wanted too.</param>
public sealed record ObjectiveQuestion(
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Components,
    Window Window,
    bool Beneath
);

/// <summary>What the figures of a promise are made of, all of one moment.</summary>
public sealed record ObjectiveFacts
{
    /// <summary>The targets and components that it is promised of.</summary>
    public required IReadOnlyList<ComponentMember> Members { get; init; }

    /// <summary>The same with the verdicts that they would have without maintenance; empty where it was not asked for.</summary>
    public required IReadOnlyList<ComponentMember> Beneath { get; init; }

    /// <summary>The earliest of all their targets'.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>Theirs that overlap the window, neither merged nor withdrawn, by start and id.</summary>
    public required IReadOnlyList<ObjectiveIncident> Incidents { get; init; }
}

/// <param name="Subject">Slug of its target or component.</param>
public sealed record ObjectiveIncident(long Id, string Subject, Window Window, Verdict Severity, Reason? Reason);
