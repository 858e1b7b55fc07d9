using System.Net;
using System.Net.Sockets;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Answers each datagram with what a function makes of it. It knows bytes alone: it shares no codec with the probe.</summary>
internal sealed class MediaPeer : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">From the number of the datagram, beginning at 0, and its bytes.</param>
    /// <param name="local">Loopback of either family; null for IPv4.</param>
    public MediaPeer(Func<int, byte[], IEnumerable<byte[]>> answer, IPAddress? local = null)
    {
        local ??= IPAddress.Loopback;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(local, 0));
        _serving = ServeAsync(answer);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<int, byte[], IEnumerable<byte[]>> answer)
    {
        var buffer = new byte[2000];
        for (var number = 0; ; number++)
        {
            var any = new IPEndPoint(IPAddress.IPv6Any, 0);
            if (_socket.AddressFamily == AddressFamily.InterNetwork)
                any.Address = IPAddress.Any;

            var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token);
            foreach (var datagram in answer(number, buffer[..got.ReceivedBytes]))
                await _socket.SendToAsync(datagram, SocketFlags.None, got.RemoteEndPoint, _stop.Token);
        }
    }
}
