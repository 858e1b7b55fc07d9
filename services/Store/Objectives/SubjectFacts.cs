using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Statements;

namespace Ringback.Store.Objectives;

/// <summary>Whose promise it is, and for when. Slugs that the ledger does not know are left out.</summary>
/// <param name="Window">Bounded.</param>
/// <param name="Beneath">Whether the timelines without any maintenance are wanted too.</param>
public sealed record SubjectQuestion(
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Components,
    Window Window,
    bool Beneath
);

/// <summary>What the figures of a promise are made of, all of one moment.</summary>
public sealed record SubjectFacts
{
    /// <summary>Right within the window; its <see cref="Subject.Beneath"/> only where asked for.</summary>
    public required Subject Subject { get; init; }

    /// <summary>The targets that it is made of, each within the time that it belonged to it.</summary>
    public required IReadOnlyList<SubjectTarget> Targets { get; init; }

    /// <summary>Those of its targets and components that overlap the window, neither merged nor withdrawn, by start.</summary>
    public required IReadOnlyList<KnownIncident> Incidents { get; init; }

    /// <summary>Announced work on it or a part of it that overlaps the window, in order of time.</summary>
    public required IReadOnlyList<AnnouncedWork> Work { get; init; }
}

/// <param name="Number">In the ledger.</param>
public sealed record SubjectTarget(int Number, SubjectMaintenance Maintenance);
