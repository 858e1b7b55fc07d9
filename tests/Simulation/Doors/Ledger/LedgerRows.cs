using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Doors.Ledger;

internal sealed record TouchRow(long Id, int Target, short? Region, Instant At);

/// <param name="SealedThen">The horizon when it was taken.</param>
internal sealed record ResultRow(ProbeResult Result, Instant ReceivedAt, Instant SealedThen);

/// <summary>Of one region and one target.</summary>
internal sealed record ViewRow(
    StepFunction<RegionState> States,
    IReadOnlyList<Blip> Blips,
    IReadOnlyList<Checkpoint> Folds,
    Checkpoint? Current
)
{
    public static ViewRow Empty { get; } = new(new StepFunction<RegionState>(RegionState.Unknown), [], [], null);
}

internal sealed record IncidentRow(long Id, int Subject, Incident Incident, long? MergedInto, bool Withdrawn);

/// <summary>Of one target: its lock, and when time alone will change something.</summary>
internal sealed class DerivationRow
{
    public Instant? DueAt { get; set; }

    public Instant? DerivedAt { get; set; }

    public Instant? RolledTo { get; set; }

    /// <summary>The same when days were sealed last.</summary>
    public Instant? RolledAtSeal { get; set; }

    public object? Holder { get; set; }
}

/// <summary>Of one target, as catalogs made it.</summary>
internal sealed class TargetRow
{
    public List<Window> Lifetime { get; } = [];

    public List<Change<TargetSettings>> Settings { get; } = [];

    public Dictionary<short, List<Window>> Assignments { get; } = [];

    public List<Membership> Memberships { get; } = [];
}
