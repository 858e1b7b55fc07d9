namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Placeholder of the skeleton: the helper that owns Probes/Net writes it next.</summary>
internal sealed class Resolver;
