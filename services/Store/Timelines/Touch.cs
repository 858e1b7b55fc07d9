using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>Why a target is to be derived again.</summary>
/// <param name="Region">Whose results or settings changed; null where only windows, membership or time did.</param>
/// <param name="At">Earliest instant that may have changed.</param>
public readonly record struct Touch(long Id, short? Region, Instant At);

/// <summary>A target whose lock is held, and all that its timelines are made of except results.</summary>
public sealed record ClaimedTarget
{
    public required int Id { get; init; }

    /// <summary>Up to here time was taken into account before; null before the first derivation.</summary>
    public required Instant? DerivedAt { get; init; }

    /// <summary>Hours before it are rolled up, as far as they were not touched since; null before the first.</summary>
    public required Instant? RolledTo { get; init; }

    public required IReadOnlyList<Touch> Touches { get; init; }

    public required IReadOnlyList<Window> Lifetime { get; init; }

    public required StepFunction<TargetSettings> Settings { get; init; }

    /// <summary>By region, within the lifetime.</summary>
    public required IReadOnlyDictionary<short, IReadOnlyList<Window>> Assignments { get; init; }

    /// <summary>Its own windows, and its components' while it was a member.</summary>
    public required IReadOnlyList<Window> Maintenance { get; init; }

    public required IReadOnlyList<Membership> Memberships { get; init; }
}

/// <summary>A target is one of a component's in a window.</summary>
public readonly record struct Membership(int Component, Window Window);

/// <summary>One region's view of one target.</summary>
public readonly record struct View(int Target, short Region);

/// <summary>A view's UTC day.</summary>
public readonly record struct ViewDay(View View, DateOnly Day)
{
    /// <summary>Its start.</summary>
    public Instant At => Instant.From(new DateTimeOffset(Day, TimeOnly.MinValue, TimeSpan.Zero));

    public static ViewDay Of(View view, Instant instant) => new(view, DayOf(instant));

    public static DateOnly DayOf(Instant instant) => DateOnly.FromDateTime(instant.ToDateTimeOffset().UtcDateTime);
}
