using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>A UDP socket whose datagrams carry the kernel's own receive stamps (Linux only).</summary>
/// <remarks>
/// User code sees a datagram late, on a busy machine by tens of milliseconds; the kernel's stamp does not depend on
/// that. Connect it wherever there is one peer: the kernel then drops what others send, and an ICMP port unreachable
/// surfaces as a <see cref="SocketException"/> with <see cref="SocketError.ConnectionRefused"/> from the next call.
/// Sending and receiving may go on at the same time; one receive at a time.
/// </remarks>
internal sealed class DatagramSocket : IMessageChannel
{
    /// <summary>No datagram is longer.</summary>
    public const int MaxDatagramSize = 65_535;

    private const int IpTypeOfService = 1;
    private const int Ipv6TrafficClass = 67;

    /// <summary>Of SO_TIMESTAMPING: software stamps of what is sent, in the error queue, without the datagram.</summary>
    private const int SendStamps = (1 << 1) | (1 << 4) | (1 << 11);

    private readonly Socket _socket;
    private uint _dropped;

    private DatagramSocket(AddressFamily family)
    {
        _socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        Set(ControlMessages.SocketLevel, ControlMessages.Timestamp, 1);
        Set(ControlMessages.SocketLevel, ControlMessages.Overflow, 1);
        if (family == AddressFamily.InterNetworkV6)
        {
            Set(ControlMessages.Ipv6Level, ControlMessages.Ipv6ReceiveHopLimit, 1);
            Set(ControlMessages.Ipv6Level, ControlMessages.Ipv6ReceiveTrafficClass, 1);
        }
        else
        {
            Set(ControlMessages.IpLevel, ControlMessages.IpReceiveTimeToLive, 1);
            Set(ControlMessages.IpLevel, ControlMessages.IpReceiveTypeOfService, 1);
        }
    }

    /// <summary>A socket on a fresh random port for one peer.</summary>
    /// <exception cref="SocketException">No port is free, or there is no route to the peer.</exception>
    public static DatagramSocket ConnectedTo(IPEndPoint remote)
    {
        var socket = new DatagramSocket(remote.AddressFamily);
        try
        {
            socket.Connect(remote);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket at a given local address; port 0 takes a free one.</summary>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static DatagramSocket BoundTo(IPEndPoint local)
    {
        var socket = new DatagramSocket(local.AddressFamily);
        try
        {
            socket._socket.Bind(local);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Where the peer sends to; of a socket that is not connected the address may be "any".</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>The peer; null until connected.</summary>
    public IPEndPoint? RemoteEndPoint => _socket.Connected ? (IPEndPoint?)_socket.RemoteEndPoint : null;

    /// <summary>Room for datagrams not yet taken, in bytes of kernel memory (about 0.8 kB for a small datagram, at least).</summary>
    public int ReceiveBufferSize
    {
        get => _socket.ReceiveBufferSize;
        set => _socket.ReceiveBufferSize = value;
    }

    /// <summary>Marks what is sent from now on (RFC 2474), such as 46 for Expedited Forwarding.</summary>
    /// <param name="codePoint">0 to 63.</param>
    public void SetDscp(int codePoint) => Mark(_socket, codePoint);

    /// <inheritdoc cref="SetDscp"/>
    public static void Mark(Socket socket, int codePoint)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)codePoint, 63u);
        var (level, option) =
            socket.AddressFamily == AddressFamily.InterNetworkV6
                ? (ControlMessages.Ipv6Level, Ipv6TrafficClass)
                : (ControlMessages.IpLevel, IpTypeOfService);
        Set(socket, level, option, codePoint << 2);
    }

    /// <summary>From now on only <paramref name="remote"/> is heard; what others sent earlier may still be queued.</summary>
    public void Connect(IPEndPoint remote) => _socket.Connect(remote);

    /// <returns>CLOCK_REALTIME read just before the datagram left.</returns>
    /// <exception cref="SocketException">Also where an earlier datagram was refused: this one was then not sent.</exception>
    public RealtimeStamp Send(ReadOnlySpan<byte> datagram)
    {
        var error = TrySend(datagram, out var sentAt);
        return error == SocketError.Success ? sentAt : throw new SocketException((int)error);
    }

    ValueTask<RealtimeStamp> IMessageChannel.SendAsync(
        ReadOnlyMemory<byte> message,
        CancellationToken cancellationToken
    ) => new(Send(message.Span));

    /// <summary>Like <see cref="Send"/>, for who goes on after an error.</summary>
    public SocketError TrySend(ReadOnlySpan<byte> datagram, out RealtimeStamp sentAt)
    {
        sentAt = RealtimeStamp.Now;
        _socket.Send(datagram, SocketFlags.None, out var error);
        return error;
    }

    /// <inheritdoc cref="Send"/>
    public RealtimeStamp SendTo(ReadOnlySpan<byte> datagram, IPEndPoint remote)
    {
        var sentAt = RealtimeStamp.Now;
        _socket.SendTo(datagram, SocketFlags.None, remote);
        return sentAt;
    }

    /// <summary>From now on the kernel notes when a datagram is handed to the network.</summary>
    public void EnableSendStamps() => Set(ControlMessages.SocketLevel, ControlMessages.Timestamping, SendStamps);

    /// <summary>Takes the kernel's stamp of the datagram that was sent first, of those whose stamps are not taken yet.</summary>
    /// <returns>Null where there is none, or not yet.</returns>
    public unsafe RealtimeStamp? TakeSendStamp()
    {
        const int ControlSize = 256;
        byte* control = stackalloc byte[ControlSize];
        var message = new Libc.MessageHeader { Control = control, ControlLength = ControlSize };
        var length = Libc.ReceiveMessage(_socket.SafeHandle, &message, Libc.MessageDontWait | Libc.MessageErrorQueue);
        return length < 0
            ? null
            : ControlMessages.Read(new ReadOnlySpan<byte>(control, (int)message.ControlLength)).StampedAt;
    }

    /// <summary>Waits for a datagram.</summary>
    /// <exception cref="SocketException">The network or the peer's host refused an earlier datagram of ours.</exception>
    public async ValueTask<Datagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryReceive(buffer.Span, out var datagram))
                return datagram;

            // An empty peek completes when there is something to read, or an error to report, and consumes no datagram.
            await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.Peek, cancellationToken);
        }
    }

    /// <summary>Takes a datagram that has arrived already.</summary>
    /// <returns><see langword="false"/> where there is none.</returns>
    /// <inheritdoc cref="ReceiveAsync" path="/exception"/>
    public unsafe bool TryReceive(Span<byte> buffer, out Datagram datagram)
    {
        const int ControlSize = 256;
        byte* name = stackalloc byte[SocketAddressReader.MaxSize];
        byte* control = stackalloc byte[ControlSize];
        fixed (byte* bytes = buffer)
        {
            var vector = new Libc.IoVector { Base = bytes, Length = (nuint)buffer.Length };
            var message = default(Libc.MessageHeader);
            nint length;
            do
            {
                message = new Libc.MessageHeader
                {
                    Name = name,
                    NameLength = SocketAddressReader.MaxSize,
                    Vectors = &vector,
                    VectorCount = 1,
                    Control = control,
                    ControlLength = ControlSize,
                };
                length = Libc.ReceiveMessage(_socket.SafeHandle, &message, Libc.MessageDontWait);
            } while (length < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);

            if (length < 0)
            {
                datagram = default;
                var error = Marshal.GetLastPInvokeError();
                return error == Libc.TryAgain
                    ? false
                    : throw new SocketException((int)SocketErrno.ToSocketError(error));
            }

            var said = ControlMessages.Read(new ReadOnlySpan<byte>(control, (int)message.ControlLength));
            _dropped = said.Dropped ?? _dropped;
            datagram = new Datagram(
                (int)length,
                SocketAddressReader.Read(new ReadOnlySpan<byte>(name, (int)message.NameLength)),
                said.ReceivedAt,
                _dropped,
                said.TimeToLive,
                said.TypeOfService,
                (message.Flags & Libc.MessageTruncated) != 0
            );
            return true;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Set(int level, int option, int value) => Set(_socket, level, option, value);

    private static void Set(Socket socket, int level, int option, int value) =>
        socket.SetRawSocketOption(level, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
}
