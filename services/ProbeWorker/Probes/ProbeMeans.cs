using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes;

/// <summary>What probes of one worker share: all their ways out of the process.</summary>
internal sealed record ProbeMeans(Resolver Resolver, Secrets Secrets)
{
    /// <summary>Where they may lead.</summary>
    public EgressPolicy Egress { get; init; } = EgressPolicy.Any;
}
