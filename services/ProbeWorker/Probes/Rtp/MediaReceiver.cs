using System.Buffers;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp.Reports;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Collects what comes to the media socket until it is stopped.</summary>
internal sealed class MediaReceiver(DatagramSocket socket, MediaStream heard, RtcpExchange reports)
{
    /// <summary>What a peer may make us remember, in packets for each of ours.</summary>
    private const int ArrivalsEach = 8;

    private readonly List<MediaArrival> _arrivals = new(heard.Count);
    private readonly HashSet<int> _returned = [];
    private readonly TaskCompletionSource _allReturned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HeardDigits _digits = new();
    private readonly HashSet<ulong> _foreign = [];
    private readonly Dictionary<int, int> _marks = [];
    private uint _dropped;
    private long _leftOut;

    public int MaxArrivals => ArrivalsEach * heard.Count;

    public IReadOnlyList<MediaArrival> Arrivals => _arrivals;

    public string Digits => _digits.Text;

    public int Ignored { get; private set; }

    public int Refusals { get; private set; }

    /// <summary>Different payloads that are not ours: of silence there is one.</summary>
    public int ForeignKinds => _foreign.Count;

    /// <summary>DSCP of most packets that came; null where the kernel did not say.</summary>
    public int? Dscp => _marks.Count == 0 ? null : _marks.MaxBy(mark => mark.Value).Key;

    /// <summary>Dropped by the kernel, or left out here because there were too many.</summary>
    public long Overflowed => _dropped + _leftOut;

    /// <summary>Ends when every packet and digit that is to be heard has come.</summary>
    public Task AllReturned => _allReturned.Task;

    /// <summary>Ends when stopped, which is no error.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DatagramSocket.MaxDatagramSize);
        try
        {
            while (true)
            {
                try
                {
                    Take(buffer, await socket.ReceiveAsync(buffer, stop));
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
                {
                    // The peer may open its port a moment later: a refusal ends no call, silence does.
                    Refusals++;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Take(byte[] buffer, Datagram datagram)
    {
        _dropped = datagram.Dropped;
        var bytes = buffer.AsSpan(0, datagram.Length);
        if (IsRtcp(bytes))
        {
            reports.Take(bytes, datagram.ReceivedAt ?? RealtimeStamp.Now);
            return;
        }

        if (!RtpPacket.TryParse(bytes, out var packet))
        {
            Ignored++;
            return;
        }

        if (_arrivals.Count == MaxArrivals)
        {
            _leftOut++;
            return;
        }

        if (datagram.TypeOfService is { } mark)
            _marks[mark >> 2] = _marks.GetValueOrDefault(mark >> 2) + 1;

        var isDigit = packet.Header.PayloadType == heard.Digits?.PayloadType;
        if (datagram.ReceivedAt is { } receivedAt)
            reports.Received(packet.Header, receivedAt, isTimed: !isDigit);

        if (isDigit)
        {
            _digits.Take(packet.Header.Timestamp, packet.Payload);
            EndIfAllReturned();
            return;
        }

        int? echoOf = heard.Pattern.TryFind(packet.Payload, out var index) ? index : null;
        if (echoOf is null && _foreign.Count < heard.Count)
            _foreign.Add(HashOf(packet.Payload));

        if (echoOf is { } returned && _returned.Add(returned))
            EndIfAllReturned();

        _arrivals.Add(new MediaArrival(datagram.ReceivedAt, packet.Header, echoOf, datagram.Length));
    }

    private void EndIfAllReturned()
    {
        if (_returned.Count == heard.Count && _digits.Text.Length == (heard.Digits?.Text.Length ?? 0))
            _allReturned.TrySetResult();
    }

    /// <summary>RFC 5761 §4: what looks like payload types 64 to 95 is RTCP on the same port.</summary>
    private static bool IsRtcp(ReadOnlySpan<byte> packet) => packet.Length > 1 && packet[1] is >= 192 and <= 223;

    /// <summary>FNV-1a: peers gain nothing by finding two payloads alike.</summary>
    private static ulong HashOf(ReadOnlySpan<byte> payload)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var octet in payload)
            hash = (hash ^ octet) * 0x100000001b3;

        return hash;
    }
}
