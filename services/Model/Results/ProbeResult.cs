namespace Ringback.Model.Results;

/// <summary>What one run saw.</summary>
public sealed record ProbeResult
{
    /// <summary>Id (slug) of the target.</summary>
    public required string Target { get; init; }

    /// <summary>Id (slug) of the region that ran it.</summary>
    public required string Region { get; init; }

    /// <summary>The slot; of a confirm run, the instant that the rule gave it.</summary>
    public required Instant ScheduledAt { get; init; }

    /// <summary>When the probe really began, after any wait in its lane.</summary>
    public required Instant StartedAt { get; init; }

    public required Trigger Trigger { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>Null if and only if the outcome is up.</summary>
    public Reason? Reason { get; init; }

    /// <summary>One sentence for people; bounded, made of printable characters only. Null where up.</summary>
    public string? Detail { get; init; }

    /// <summary>From start to outcome, by the monotonic clock.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Time spent waiting in the lane before the start.</summary>
    public TimeSpan LaneWait { get; init; }

    /// <summary>Empty also where a message says nothing of them: generated readers pass null.</summary>
    public IReadOnlyList<Phase> Phases
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <inheritdoc cref="Phases"/>
    public IReadOnlyList<Measurement> Measurements
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The address really talked to, such as <c>192.0.2.7:5060</c>; null where it came to none.</summary>
    public string? Address { get; init; }

    /// <summary>Bound of the error that our own timing adds to any figure of this run.</summary>
    public TimeSpan TimingError { get; init; }

    /// <summary>What was said on the wire, where not up: at most 16 KiB of text, credentials removed.</summary>
    public string? Evidence { get; init; }

    public ResultKey Key => new(Target, Region, ScheduledAt, Trigger);
}
