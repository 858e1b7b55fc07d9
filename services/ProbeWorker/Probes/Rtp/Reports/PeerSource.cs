using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp.Reports;

/// <summary>One source that the peer sends from, as our receiver reports speak of it (RFC 3550 §6.4.1).</summary>
internal sealed class PeerSource(uint ssrc, int clockRate)
{
    private readonly SequenceTracker _sequence = new();
    private readonly InterarrivalJitter _jitter = new(clockRate);
    private RealtimeStamp? _firstAt;
    private long _expectedBefore;
    private long _receivedBefore;
    private (uint ShortNtpTime, RealtimeStamp ArrivedAt)? _senderReport;

    public long Received => _sequence.Received;

    /// <summary>By its last sender report; null before any.</summary>
    public SourceClock? Clock { get; private set; }

    /// <inheritdoc cref="RtcpExchange.Received" path="/param"/>
    public void Observe(RtpHeader header, RealtimeStamp receivedAt, bool isTimed)
    {
        _firstAt ??= receivedAt;
        var kind = _sequence.Observe(header.SequenceNumber, out _);
        if (isTimed && kind is SequenceKind.InOrder or SequenceKind.Reordered)
            _jitter.Observe((receivedAt - _firstAt.Value).TotalSeconds, header.Timestamp);
    }

    public void ObserveReport(RtcpSenderInfo info, RealtimeStamp arrivedAt)
    {
        _senderReport = (info.ShortNtpTime, arrivedAt);
        Clock = new SourceClock(info.NtpTime, info.RtpTime, clockRate);
    }

    /// <summary>What we say of it now; the next call begins a new interval.</summary>
    public RtcpReportBlock Report(RealtimeStamp now)
    {
        var expected = _sequence.Expected - _expectedBefore;
        var lost = expected - (_sequence.Received - _receivedBefore);
        (_expectedBefore, _receivedBefore) = (_sequence.Expected, _sequence.Received);
        var delay = _senderReport is { } heard ? (now - heard.ArrivedAt).TotalSeconds * 65_536 : 0;
        return new RtcpReportBlock(
            ssrc,
            expected <= 0 || lost <= 0 ? (byte)0 : (byte)Math.Min(255, 256 * lost / expected),
            (int)Math.Min(_sequence.Lost, int.MaxValue),
            (uint)_sequence.Highest,
            (uint)Math.Min(_jitter.Current * clockRate, uint.MaxValue),
            _senderReport?.ShortNtpTime ?? 0,
            (uint)Math.Clamp(delay, 0, uint.MaxValue)
        );
    }
}
