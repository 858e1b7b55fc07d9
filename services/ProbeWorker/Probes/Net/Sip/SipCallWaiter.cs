using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Somebody who waits for an incoming call.</summary>
internal sealed class SipCallWaiter(Func<SipRequest, bool> isWanted)
{
    public Func<SipRequest, bool> IsWanted { get; } = isWanted;

    public TaskCompletionSource<SipIncomingCall> Call { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
