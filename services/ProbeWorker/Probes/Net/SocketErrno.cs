using System.Net.Sockets;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Linux error numbers of a datagram socket, in .NET's words.</summary>
internal static class SocketErrno
{
    public static SocketError ToSocketError(int errno) =>
        errno switch
        {
            1 or 13 => SocketError.AccessDenied,
            12 or 105 => SocketError.NoBufferSpaceAvailable,
            24 => SocketError.TooManyOpenSockets,
            71 => SocketError.HostUnreachable, // EPROTO: ICMP parameter problem
            90 => SocketError.MessageSize,
            92 => SocketError.ProtocolOption, // ENOPROTOOPT: ICMP protocol unreachable
            100 => SocketError.NetworkDown,
            101 => SocketError.NetworkUnreachable,
            104 => SocketError.ConnectionReset,
            110 => SocketError.TimedOut,
            111 => SocketError.ConnectionRefused,
            112 => SocketError.HostDown,
            113 => SocketError.HostUnreachable,
            _ => SocketError.SocketError,
        };
}
