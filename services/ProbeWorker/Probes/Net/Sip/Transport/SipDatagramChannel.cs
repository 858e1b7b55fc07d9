using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Ringback.ProbeWorker.Probes.Net.Sip.Transport;

/// <summary>SIP over UDP: a datagram a message, its time the kernel's.</summary>
/// <remarks>Connected, so that a closed port at the server comes back as an error (RFC 3261 §18.4).</remarks>
internal sealed class SipDatagramChannel : SipChannel
{
    private readonly DatagramSocket _socket;

    private SipDatagramChannel(DatagramSocket socket)
        : base(SipOrigin.Of("UDP", socket.LocalEndPoint)) => _socket = socket;

    public override IPEndPoint Local => _socket.LocalEndPoint;

    public override bool IsReliable => false;

    /// <exception cref="SocketException">This worker has no port left, or no route to the server.</exception>
    public static SipDatagramChannel To(IPEndPoint server)
    {
        var socket = DatagramSocket.ConnectedTo(server);
        socket.SetDscp(SignallingClass);
        return new SipDatagramChannel(socket);
    }

    protected override void Write(byte[] message) => _socket.Send(message);

    protected override async Task ReadAsync(
        Received received,
        Noise noise,
        Action<Exception> onError,
        CancellationToken disposed
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DatagramSocket.MaxDatagramSize);
        try
        {
            while (true)
            {
                try
                {
                    var datagram = await _socket.ReceiveAsync(buffer, disposed);
                    received(buffer.AsSpan(0, datagram.Length), datagram.ReceivedAt ?? RealtimeStamp.Now);
                }
                catch (SocketException e) when (!disposed.IsCancellationRequested)
                {
                    onError(e);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override void Close() => _socket.Dispose();
}
