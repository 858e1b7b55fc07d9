using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>
/// The phase <c>tls</c>: from when our hello left to when the last of the peer's handshake came, by the kernel's clock. What
/// we take to look at its certificates, and to wake up, is no time of the peer's.
/// </summary>
/// <remarks>A handshake that fails, or is given up, lasts until then.</remarks>
internal sealed class TlsPhase : IDisposable
{
    private readonly StampedStream _transport;
    private readonly ProbeRun _run;
    private readonly long _entered;
    private long? _ended;

    /// <param name="transport">Nothing was written to it so far.</param>
    public TlsPhase(StampedStream transport, ProbeRun run)
    {
        run.Enter(PhaseNames.Tls);
        (_transport, _run, _entered) = (transport, run, run.Time.GetTimestamp());
    }

    /// <summary>The handshake is done, and nothing was read after it.</summary>
    public void Succeed()
    {
        _ended = _transport.ArrivedAt;
        _run.NoteTimingError(_transport.FirstSendError);
    }

    public void Dispose()
    {
        var began = _transport.FirstSentAt ?? _entered;
        var ended = _ended ?? _run.Time.GetTimestamp();
        _run.AddPhase(PhaseNames.Tls, _run.Time.GetElapsedTime(began, Math.Max(began, ended)));
    }
}
