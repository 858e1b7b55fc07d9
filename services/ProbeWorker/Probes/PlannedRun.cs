using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes;

/// <summary>A run that is due: its identity, and the target as the catalog in force at its instant has it.</summary>
internal sealed record PlannedRun(Target Target, Instant ScheduledAt, Trigger Trigger);
