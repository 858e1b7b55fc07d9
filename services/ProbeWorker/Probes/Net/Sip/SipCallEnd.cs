namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>How a call ended that we did not mean to end.</summary>
/// <param name="SinceInvite">From our INVITE, or from the peer's.</param>
/// <param name="Lapse">Why its session was given up (RFC 4028); null where the peer hung up.</param>
internal readonly record struct SipCallEnd(TimeSpan SinceInvite, string? Lapse);
