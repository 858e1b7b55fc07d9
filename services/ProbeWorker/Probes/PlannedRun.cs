using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes;

/// <summary>A run that is due: its identity, and the target as the catalog in force at its instant has it.</summary>
internal sealed record PlannedRun(Target Target, Instant ScheduledAt, Trigger Trigger)
{
    /// <summary>When it is to begin: a call waits for its turn at the PBX.</summary>
    public Instant StartsAt { get; init; } = ScheduledAt;

    /// <summary>Whether it may begin at all: other calls to the same PBX may leave it no room.</summary>
    public bool HasTurn { get; init; } = true;
}
