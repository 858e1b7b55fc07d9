using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>The sockets of one call: RTP at an even port, RTCP at the odd one above it (RFC 3550 §11).</summary>
internal sealed class MediaSockets : IDisposable
{
    private const int Attempts = 64;

    /// <summary>Room for some seconds of media, in case that this process stands still: a dropped packet taints the call.</summary>
    private const int ReceiveBufferSize = 1 << 20;

    private readonly DatagramSocket _reports;

    private MediaSockets(DatagramSocket media, DatagramSocket reports, int codePoint)
    {
        (Media, _reports) = (media, reports);
        Media.ReceiveBufferSize = ReceiveBufferSize;
        Media.SetDscp(codePoint);
        _reports.SetDscp(codePoint);
    }

    public DatagramSocket Media { get; }

    /// <summary>Whether RTCP goes over the media socket too (RFC 5761).</summary>
    public bool IsMultiplexed { get; private set; }

    public DatagramSocket ForReports => IsMultiplexed ? Media : _reports;

    /// <summary>At the first of some even ports that is free, and the port above it too.</summary>
    /// <param name="codePoint">DSCP of what is sent, RTCP too (RFC 8837 §5).</param>
    /// <exception cref="SocketException">None is, or the address is not this machine's.</exception>
    public static MediaSockets Open(IPAddress local, IEnumerable<int> evenPorts, int codePoint)
    {
        foreach (var port in evenPorts.Take(Attempts))
        {
            if (TryOpen(local, port, codePoint) is { } sockets)
                return sockets;
        }

        throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    /// <summary>Wherever the system has a free pair of ports.</summary>
    /// <inheritdoc cref="Open(IPAddress, IEnumerable{int}, int)"/>
    public static MediaSockets Open(IPAddress local, int codePoint) => Open(local, FreePorts(local), codePoint);

    /// <param name="remote">Where media is sent from now on.</param>
    /// <param name="reportPort">Where reports are: the media port itself to send them there.</param>
    public void Connect(IPEndPoint remote, int reportPort)
    {
        Media.Connect(remote);
        IsMultiplexed = reportPort == remote.Port;
        if (!IsMultiplexed)
            _reports.Connect(new IPEndPoint(remote.Address, reportPort));
    }

    public void Dispose()
    {
        Media.Dispose();
        _reports.Dispose();
    }

    private static IEnumerable<int> FreePorts(IPAddress local)
    {
        while (true)
        {
            int port;
            using (var any = DatagramSocket.BoundTo(new IPEndPoint(local, 0)))
                port = any.LocalEndPoint.Port & ~1;

            yield return port;
        }
    }

    /// <returns>Null where one of the two ports is taken.</returns>
    private static MediaSockets? TryOpen(IPAddress local, int port, int codePoint)
    {
        DatagramSocket? media = null;
        try
        {
            media = DatagramSocket.BoundTo(new IPEndPoint(local, port));
            return new MediaSockets(media, DatagramSocket.BoundTo(new IPEndPoint(local, port + 1)), codePoint);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            media?.Dispose();
            return null;
        }
    }
}
