using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Timelines;

/// <summary>A verdict timeline, of a target or a component, derived anew.</summary>
/// <param name="Subject">Its id.</param>
/// <param name="Reach">From here on the verdicts are whole: a turn to <c>up</c>, or before all time.</param>
/// <param name="ChangedFrom">First instant at which the stored verdicts differ; null where none does.</param>
/// <param name="MayHaveEnded">Whether anything but results was touched, so that an incident may end without a change of verdict.</param>
internal sealed record DerivedTimeline(
    int Subject,
    Instant Reach,
    StepFunction<Verdict> Verdicts,
    IReadOnlyList<Window> Lifetime,
    Instant? ChangedFrom,
    bool MayHaveEnded
)
{
    /// <summary>Up to where it is known, exclusive: of a component, a deriver that began later may have written more before this one had the lock.</summary>
    public Instant AsOf(Instant now) => LatestOf(now, Verdicts) + TimeSpan.FromMicroseconds(1);

    /// <summary>Now, or the last change where that is later still.</summary>
    public static Instant LatestOf(Instant now, StepFunction<Verdict> verdicts) =>
        verdicts.Changes is [.., var last] ? Instant.Max(now, last.At) : now;
}

/// <param name="TouchedFrom">Earliest instant at which more than a region's state may have changed; null where none was touched so.</param>
/// <param name="NextAt">When time alone will change it next; null for never.</param>
internal sealed record TargetVerdict(
    ClaimedTarget Target,
    DerivedTimeline Timeline,
    Instant? TouchedFrom,
    Instant? NextAt
);
