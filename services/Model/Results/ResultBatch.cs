namespace Ringback.Model.Results;

/// <summary>The message from a worker to the aggregator.</summary>
public sealed record ResultBatch
{
    public const int MaxResults = 500;

    public required string Region { get; init; }

    /// <summary>Which worker of the region: a host or pod name, for people.</summary>
    public required string Worker { get; init; }

    /// <summary>How wrong the worker's wall clock is as it sends this; null where no time server has told it of late.</summary>
    public ClockReading? Clock { get; init; }

    public required IReadOnlyList<ProbeResult> Results { get; init; }
}
