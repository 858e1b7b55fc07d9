using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker;

/// <summary>What one worker of one region is told.</summary>
internal sealed record WorkerOptions
{
    /// <summary>Id of the region.</summary>
    public required string Region { get; init; }

    /// <summary>Which worker of the region: a host or pod name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>A folder of this worker alone: its spool, and the catalog versions that it has seen.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Of the spool: the oldest results go when it would be passed. A result takes about half a kilobyte.</summary>
    public long SpoolMaxBytes { get; init; } = 1L << 30;

    /// <summary>The kinds of target it takes; null for all.</summary>
    public IReadOnlySet<string>? Kinds { get; init; }

    /// <summary>Where its probes may send to.</summary>
    public EgressPolicy Egress { get; init; } = EgressPolicy.Any;

    /// <summary>How long canaries may go unasked while nothing is down.</summary>
    public TimeSpan CanaryRhythm { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping worker tries to get rid of its spool.</summary>
    public TimeSpan FlushLimit { get; init; } = TimeSpan.FromSeconds(5);
}
