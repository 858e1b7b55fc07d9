using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp.Reports;

/// <summary>Both sides' reports of one call: writes ours, and keeps what the peer says. Called from several threads.</summary>
internal sealed class RtcpExchange(MediaStream stream)
{
    /// <summary>Room for what <see cref="TryReport"/> writes.</summary>
    public const int MaxReportSize = 512;

    /// <summary>What a peer may make us remember.</summary>
    private const int MaxSources = 4;
    private const int MaxRemembered = 1000;

    private const long UnixInNtp = 2_208_988_800;

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, PeerSource> _sources = [];
    private readonly Dictionary<uint, RealtimeStamp> _sent = [];
    private readonly List<double> _roundTrips = [];
    private RtcpReportBlock? _last;
    private RtcpVoipMetrics? _voice;
    private RealtimeStamp? _firstSentAt;
    private uint _packets;
    private uint _octets;
    private int _reports;

    public FarEnd FarEnd
    {
        get
        {
            lock (_lock)
                return new FarEnd
                {
                    Reports = _reports,
                    Last = _last,
                    RoundTrips = [.. _roundTrips],
                    Voice = _voice,
                };
        }
    }

    /// <summary>Of the peer's sources that reported their own.</summary>
    public IReadOnlyDictionary<uint, SourceClock> Clocks
    {
        get
        {
            lock (_lock)
                return _sources
                    .Where(source => source.Value.Clock is not null)
                    .ToDictionary(source => source.Key, source => source.Value.Clock!.Value);
        }
    }

    /// <summary>A packet of ours is about to leave.</summary>
    /// <param name="index">In the stream.</param>
    /// <param name="octets">Of its payload.</param>
    public void Sending(int index, int octets)
    {
        lock (_lock)
        {
            _firstSentAt ??= new RealtimeStamp(
                RealtimeStamp.Now.Nanoseconds - (index * stream.PacketTime.Ticks * TimeSpan.NanosecondsPerTick)
            );
            _packets++;
            _octets += (uint)octets;
        }
    }

    /// <param name="isTimed">Whether its timestamp says when it was sent: all packets of a digit have that of its start (RFC 4733 §2.2.2).</param>
    public void Received(RtpHeader header, RealtimeStamp receivedAt, bool isTimed)
    {
        // Our own source comes back from a reflector: nobody reports on himself.
        if (header.Ssrc == stream.Ssrc)
            return;

        lock (_lock)
            SourceOf(header.Ssrc)?.Observe(header, receivedAt, isTimed);
    }

    /// <summary>Takes a datagram of RTCP; one that is none changes nothing.</summary>
    public void Take(ReadOnlySpan<byte> datagram, RealtimeStamp arrivedAt)
    {
        if (!RtcpCompound.TryParse(datagram, out var compound))
            return;

        lock (_lock)
        {
            foreach (var packet in compound)
            {
                if (RtcpReport.TryParse(packet, out var report) && report.Ssrc != stream.Ssrc)
                    Take(report, arrivedAt);
                else if (RtcpExtendedReport.TryFind(packet, stream.Ssrc, out var voice))
                    _voice = voice;
            }
        }
    }

    /// <summary>Writes a sender report with our name, at the end with a goodbye.</summary>
    /// <returns>False before the first packet.</returns>
    public bool TryReport(Span<byte> destination, bool isLast, out int written)
    {
        written = 0;
        lock (_lock)
        {
            if (_firstSentAt is not { } first)
                return false;

            var now = RealtimeStamp.Now;
            var sinceFirst = (now - first).TotalSeconds * stream.Codec.ClockRate;
            var info = new RtcpSenderInfo(
                NtpTime(now),
                unchecked(stream.FirstTimestamp + (uint)sinceFirst),
                _packets,
                _octets
            );
            var main = _sources.Values.MaxBy(source => source.Received);
            ReadOnlySpan<RtcpReportBlock> blocks = main is { Received: > 0 } ? [main.Report(now)] : [];
            if (
                !RtcpReport.TryWrite(destination, stream.Ssrc, info, blocks, out var report)
                || !RtcpSourceDescription.TryWrite(
                    destination[report..],
                    stream.Ssrc,
                    stream.CanonicalName,
                    out var description
                )
            )
                throw new InvalidOperationException("A report has no room.");

            written = report + description;
            if (isLast && RtcpGoodbye.TryWrite(destination[written..], stream.Ssrc, out var goodbye))
                written += goodbye;

            if (_sent.Count < MaxRemembered)
                _sent[info.ShortNtpTime] = now;

            return true;
        }
    }

    private void Take(RtcpReport report, RealtimeStamp arrivedAt)
    {
        if (report.Sender is { } info)
            SourceOf(report.Ssrc)?.ObserveReport(info, arrivedAt);

        for (var i = 0; i < report.BlockCount; i++)
        {
            var block = report[i];
            if (block.Ssrc != stream.Ssrc)
                continue;

            _reports++;
            _last = block;
            if (_roundTrips.Count == MaxRemembered || !_sent.TryGetValue(block.LastSenderReport, out var sentAt))
                continue;

            var roundTrip = (arrivedAt - sentAt).TotalSeconds - (block.DelaySinceLastSenderReport / 65_536.0);
            if (roundTrip >= 0)
                _roundTrips.Add(roundTrip);
        }
    }

    private PeerSource? SourceOf(uint ssrc)
    {
        if (_sources.TryGetValue(ssrc, out var known))
            return known;

        return _sources.Count == MaxSources ? null : _sources[ssrc] = new PeerSource(ssrc, stream.Codec.ClockRate);
    }

    private static ulong NtpTime(RealtimeStamp at)
    {
        var (seconds, nanoseconds) = Math.DivRem(at.Nanoseconds, 1_000_000_000);
        return ((ulong)(seconds + UnixInNtp) << 32) | (((ulong)nanoseconds << 32) / 1_000_000_000);
    }
}
