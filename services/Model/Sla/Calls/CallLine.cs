using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Model.Sla.Calls;

/// <summary>The calls of one target from one region to a PBX.</summary>
/// <param name="Target">Its id.</param>
/// <param name="Region">Its id.</param>
/// <param name="Kind">Of its check.</param>
/// <param name="Interval">From slot to slot.</param>
/// <param name="Length">How long a call may take, the time to hang up and what the workers' clocks differ by included.</param>
/// <param name="IsConfirmed">Whether a first failure is checked again at once.</param>
public sealed record CallLine(
    string Target,
    string Region,
    string Kind,
    TimeSpan Interval,
    TimeSpan Length,
    bool IsConfirmed
)
{
    /// <summary>After the time limit of a run: to hang up, and for clocks that differ.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>No call waits longer for its turn, so that its start still tells of its slot.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(5);

    /// <summary>Every so many slots have a call: more than 1 where one may last beyond the next slot.</summary>
    public int Stride { get; } = (int)Math.Ceiling(Length / Interval);

    /// <summary>
    /// How long after its slot a call may begin: well before it would be the worker's lateness, and so that it is over when the
    /// next one is due. Else one that is late would make all after it late, and turns would hang on a past that has no end.
    /// </summary>
    public TimeSpan Patience => new[] { Interval * 2 / 5, MostPatience, (Interval * Stride) - Length }.Min();

    public TimeSpan Phase { get; } = Slots.Phase(Target, Region, Interval);

    /// <inheritdoc cref="Stride"/>
    public bool HasCall(Instant slot) => Slots.FirstAtOrAfter(slot, Phase, Interval * Stride) == slot;

    /// <summary>One for each region that watches it.</summary>
    public static IEnumerable<CallLine> Of(Target target) =>
        target.Regions.Select(region => new CallLine(
            target.Id,
            region,
            target.Check.Kind,
            target.Interval,
            target.Timeout + Margin,
            target.Check.MayBeConfirmed && target.Confirm.Failures > 1
        ));

    /// <summary>The targets that call a PBX, by its host name: <see cref="Check.CalledHost"/>.</summary>
    public static ILookup<string, Target> Hosts(IEnumerable<Target> targets) =>
        targets
            .Where(target => target.Check?.CalledHost is not null)
            .ToLookup(target => target.Check.CalledHost!, StringComparer.OrdinalIgnoreCase);
}
