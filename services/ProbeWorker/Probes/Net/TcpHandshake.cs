using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>How long a connection took to open by the kernel's clock (TCP_INFO): from SYN to SYN-ACK, whenever we woke up.</summary>
internal static class TcpHandshake
{
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;

    // struct tcp_info: whole microseconds, and segments sent again.
    private const int RoundTrip = 68;
    private const int Retransmissions = 100;
    private const int LeastSize = 104;

    /// <param name="socket">Just connected, nothing sent.</param>
    /// <returns>Null where the kernel does not say, or had to ask again: then the waiting is part of the time.</returns>
    public static TimeSpan? Time(Socket socket)
    {
        Span<byte> info = stackalloc byte[LeastSize];
        try
        {
            if (socket.GetRawSocketOption(TcpLevel, TcpInfo, info) < LeastSize)
                return null;
        }
        catch (SocketException)
        {
            return null;
        }

        var microseconds = MemoryMarshal.Read<uint>(info[RoundTrip..]);
        return microseconds == 0 || MemoryMarshal.Read<uint>(info[Retransmissions..]) != 0
            ? null
            : TimeSpan.FromMicroseconds(microseconds);
    }
}
