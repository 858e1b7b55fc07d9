using System.Net;
using System.Net.Sockets;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Answers each datagram with what a function makes of it. It knows bytes alone: it shares no codec with the probe.</summary>
internal sealed class MediaPeer : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">From the number of the datagram, beginning at 0, and its bytes.</param>
    public MediaPeer(Func<int, byte[], IEnumerable<byte[]>> answer)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
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
            var any = new IPEndPoint(IPAddress.Any, 0);
            var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token);
            foreach (var datagram in answer(number, buffer[..got.ReceivedBytes]))
                await _socket.SendToAsync(datagram, SocketFlags.None, got.RemoteEndPoint, _stop.Token);
        }
    }
}
