using Ringback.Model.Catalogs.Checks;

namespace Ringback.Model.Catalogs;

/// <summary>One endpoint under watch.</summary>
public sealed record Target
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Ids of the regions that watch it.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>From slot to slot.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>A run's time limit; less than <see cref="Interval"/>.</summary>
    public required TimeSpan Timeout { get; init; }

    public Confirmation Confirm { get; init; } = new(2, 1);

    public Quorum Quorum { get; init; } = Quorum.Majority;

    /// <summary>What is asked, and what counts as good; its type is the kind.</summary>
    public required Check Check { get; init; }
}
