using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>What the transactions of a run had to repeat and to pass over, summed up.</summary>
internal sealed class StunTally(ProbeRun run)
{
    private int _retransmissions;
    private int _ignored;

    /// <summary>Counts an exchange that has ended, well or not.</summary>
    public void Add(DatagramExchange exchange)
    {
        _retransmissions += exchange.Retransmissions;
        _ignored += exchange.Ignored;
        run.Measure(MeasurementNames.Retransmissions, _retransmissions);
        run.Measure(MeasurementNames.IgnoredReplies, _ignored);
    }
}
