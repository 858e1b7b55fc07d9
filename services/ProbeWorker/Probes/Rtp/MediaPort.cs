using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>A socket for RTP: at an even port whose odd neighbour is left to RTCP (RFC 3550 §11).</summary>
internal static class MediaPort
{
    private const int Attempts = 64;

    /// <summary>Room for some seconds of media, in case that this process stands still: a dropped packet taints the call.</summary>
    private const int ReceiveBufferSize = 1 << 20;

    /// <exception cref="SocketException">There is no free port, or the address is not this machine's.</exception>
    public static DatagramSocket Open(IPAddress local)
    {
        for (var attempt = 1; ; attempt++)
        {
            var socket = DatagramSocket.BoundTo(new IPEndPoint(local, 0));
            if (socket.LocalEndPoint.Port % 2 == 0)
            {
                socket.ReceiveBufferSize = ReceiveBufferSize;
                return socket;
            }

            socket.Dispose();
            if (attempt == Attempts)
                throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }
    }
}
