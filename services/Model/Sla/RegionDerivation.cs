namespace Ringback.Model.Sla;

/// <summary>What the results from a checkpoint on make of a region's timeline.</summary>
public sealed record RegionDerivation
{
    /// <summary>Where it began.</summary>
    public required Checkpoint From { get; init; }

    /// <summary>Results from here on were not looked at, for the fold here is the stored one; after all time where all were.</summary>
    public required Instant To { get; init; }

    /// <summary>
    /// Earliest instant that may differ from what was derived before: stored changes from it on are to be replaced by
    /// <see cref="Changes"/>, those before it stay. It may lie before the checkpoint: a latch turns at the first slot of its streak.
    /// </summary>
    public required Instant ReplaceFrom { get; init; }

    /// <summary>The stored states from here on stay: what they are made of, the fold at <see cref="To"/> and later results, has not changed.</summary>
    public required Instant ReplaceTo { get; init; }

    /// <summary>In order of time, none before <see cref="ReplaceFrom"/> nor after <see cref="ReplaceTo"/>, each to another state than before; <c>unknown</c> before the first of all.</summary>
    public required IReadOnlyList<Change<RegionState>> Changes { get; init; }

    /// <summary>Stored blips with a <see cref="Blip.From"/> at or after it, and before the next, are to be replaced by <see cref="Blips"/>.</summary>
    public required Instant ReplaceBlipsFrom { get; init; }

    public required Instant ReplaceBlipsTo { get; init; }

    /// <summary>In order of time; one still open is none yet.</summary>
    public required IReadOnlyList<Blip> Blips { get; init; }

    /// <summary>
    /// At each full UTC hour after the start that has a known result before the next: they replace all stored ones between
    /// <see cref="From"/> and <see cref="To"/>. A late result replays from the latest checkpoint at or before its slot.
    /// </summary>
    public required IReadOnlyList<Checkpoint> Hours { get; init; }

    /// <summary>After the last result; results from its instant on go on from here.</summary>
    public required Checkpoint End { get; init; }

    /// <summary>When silence, or the end of the assignment, will turn the state unknown if nothing else comes; null where that has happened or nothing is known.</summary>
    public required Instant? SilentAt { get; init; }

    /// <summary>First slot of failures that are not yet enough, and may still become so; null where there are none.</summary>
    public required Instant? SuspectedSince { get; init; }
}
