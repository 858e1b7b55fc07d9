namespace Ringback.Model.Catalogs;

/// <summary>What was promised: of a target, of a component, or of several at once, which together are as good as the worst of them.</summary>
public sealed record Objective
{
    public required string Id { get; init; }

    /// <summary>Ids of the targets that it is promised of; with <see cref="Components"/> at least one id, a composite where there are more.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Ids of the components that it is promised of.</summary>
    public IReadOnlyList<string> Components { get; init; } = [];

    public ObjectiveBasis Basis { get; init; }

    /// <summary>o, between 0 and 1, exclusive: 0.9995 for 99.95 %. At most 12 decimals.</summary>
    public required decimal Goal { get; init; }

    /// <summary>Length of a rolling window; null for the calendar month in <see cref="Zone"/>.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>IANA zone of the contract: of its months, and of the months of <see cref="MaintenanceCap"/>.</summary>
    public required string Zone { get; init; }

    /// <summary>Id of the calendar outside whose hours nothing counts; null where all time does.</summary>
    public string? ServiceHours { get; init; }

    /// <summary>How much maintenance of each calendar month is excluded at most; null where all is.</summary>
    public TimeSpan? MaintenanceCap { get; init; }
}
