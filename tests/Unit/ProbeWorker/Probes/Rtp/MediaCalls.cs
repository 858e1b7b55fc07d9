using System.Net;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Media of calls without signalling, over loopback. This machine may be busy: what is tested is what happens to the packets.</summary>
internal sealed class MediaCalls : IDisposable
{
    private static readonly TimeSpan Wide = TimeSpan.FromMinutes(1);

    private readonly PacedSender _sender = new();

    /// <summary>Sends packets of 5 ms to a peer.</summary>
    /// <param name="reportPort">Where its reports are: the port of its media to have them there.</param>
    public async Task<MediaRecord> RecordAsync(
        IPEndPoint peer,
        int reportPort,
        MediaCodec codec,
        int packets,
        CancellationToken deadline
    )
    {
        var packetTime = TimeSpan.FromMilliseconds(5);
        var local = peer.Address.Equals(IPAddress.IPv6Loopback) ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        using var sockets = MediaSockets.Open(local, CallMedium.ExpeditedForwarding);
        Assert.Equal(0, sockets.Media.LocalEndPoint.Port % 2);
        sockets.Connect(peer, reportPort);
        var stream = MediaStreams.Voice(codec, codec.PayloadType, packetTime, packets * packetTime);
        return await MediaSession.RunAsync(sockets, stream, () => false, _sender, TimeProvider.System, deadline);
    }

    /// <summary>By limits of time that nothing exceeds.</summary>
    public static (MediaFigures Figures, Judgement Judgement) Judge(MediaRecord record)
    {
        var figures = MediaAnalysis.Of(record, Wide, concealment: true);
        return (figures, MediaJudge.Judge(record, figures, RtpRuns.Wide, Wide));
    }

    public void Dispose() => _sender.Dispose();
}
