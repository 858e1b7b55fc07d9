using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs;

/// <summary>When announced work takes place: once, or again and again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(OneOff), "one_off")]
[JsonDerivedType(typeof(Recurring), "recurring")]
public abstract record MaintenanceTime;

/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; after <paramref name="From"/>.</param>
public sealed record OneOff(Instant From, Instant To) : MaintenanceTime;

/// <summary>On certain days of a zone's calendar.</summary>
/// <remarks>A start that its clocks show twice is the first; one that they jump over is the first instant after the gap.</remarks>
public sealed record Recurring : MaintenanceTime
{
    /// <summary>No occurrence is longer: it ends at most this many days after the day on which it begins.</summary>
    public const int LongestDays = 7;

    /// <summary>IANA zone of all that follows.</summary>
    public required string Zone { get; init; }

    /// <summary>It begins on a day that any of them means.</summary>
    public required IReadOnlyList<RecurringDay> Days { get; init; }

    /// <summary>What clocks show when it begins.</summary>
    public required TimeOnly Start { get; init; }

    /// <summary>Elapsed time, whatever clocks do meanwhile; null where it ends at <see cref="End"/>.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// What clocks show when it ends, by the rule of the start; on the next day where not after <see cref="Start"/>. So it may
    /// be an hour shorter or longer than usual when clocks change. Null where <see cref="Duration"/> is given.
    /// </summary>
    public TimeOnly? End { get; init; }

    /// <summary>The first day on which it may begin.</summary>
    public required DateOnly First { get; init; }

    /// <summary>The last day on which it may begin, inclusive; null for no end.</summary>
    public DateOnly? Last { get; init; }

    /// <summary>Days on which it does not begin.</summary>
    public IReadOnlyList<DateOnly> Skip { get; init; } = [];

    /// <summary>Whether the definition speaks of a day at all, apart from which days of week or month it means.</summary>
    public bool Admits(DateOnly day) => day >= First && day <= (Last ?? DateOnly.MaxValue) && !Skip.Contains(day);

    public bool FallsOn(DateOnly day) => Admits(day) && Days.Any(each => each.Means(day));
}
