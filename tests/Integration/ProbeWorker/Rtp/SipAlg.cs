using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>A router's SIP gateway before a server: puts its own address in the place of each caller's, and loses one method.</summary>
internal sealed class SipAlg : IDisposable
{
    private readonly Socket _inner = Bound();
    private readonly Dictionary<EndPoint, Socket> _outer = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly string _lost;

    /// <param name="lost">A method; none of its requests reaches the server.</param>
    public SipAlg(int server, string lost)
    {
        (_server, _lost) = (new IPEndPoint(IPAddress.Loopback, server), lost);
        _ = CarryOutAsync();
    }

    public int Port => PortOf(_inner);

    public void Dispose()
    {
        _stop.Cancel();
        _inner.Dispose();
        foreach (var socket in _outer.Values)
            socket.Dispose();

        _stop.Dispose();
    }

    private async Task CarryOutAsync()
    {
        var buffer = new byte[65_535];
        while (!_stop.IsCancellationRequested)
        {
            var got = await _inner.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            var text = Encoding.Latin1.GetString(buffer, 0, got.ReceivedBytes);
            if (text.StartsWith(_lost, StringComparison.Ordinal))
                continue;

            if (!_outer.TryGetValue(got.RemoteEndPoint, out var outer))
            {
                _outer[got.RemoteEndPoint] = outer = Bound();
                _ = CarryInAsync(outer, got.RemoteEndPoint);
            }

            var theirs = text.Replace(
                $"127.0.0.1:{((IPEndPoint)got.RemoteEndPoint).Port}",
                $"127.0.0.1:{PortOf(outer)}",
                StringComparison.Ordinal
            );
            await outer.SendToAsync(Encoding.Latin1.GetBytes(theirs), _server, _stop.Token);
        }
    }

    private async Task CarryInAsync(Socket outer, EndPoint caller)
    {
        var buffer = new byte[65_535];
        while (!_stop.IsCancellationRequested)
        {
            var got = await outer.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            await _inner.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), caller, _stop.Token);
        }
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
