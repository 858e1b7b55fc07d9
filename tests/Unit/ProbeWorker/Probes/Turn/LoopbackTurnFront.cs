using System.Net;
using System.Net.Sockets;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Turn;

/// <summary>Takes one client by TCP and passes its messages on to a server, as whose client it comes from an address of its own.</summary>
internal sealed class LoopbackTurnFront : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Socket _behind = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;

    /// <param name="seenAs">What the server takes the client's address for.</param>
    /// <param name="port">0 for a free one, at which nothing answers over UDP.</param>
    public LoopbackTurnFront(LoopbackTurnServer server, IPAddress seenAs, int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _behind.Bind(new IPEndPoint(seenAs, 0));
        _behind.Connect(IPAddress.Loopback, server.Port);
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _behind.Dispose();
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        using var client = await _listener.AcceptSocketAsync(_over.Token);
        await using var stream = new NetworkStream(client);
        await Task.WhenAny(InAsync(stream), OutAsync(stream)).Unwrap();
    }

    private async Task InAsync(NetworkStream stream)
    {
        var message = new byte[4096];
        while (true)
        {
            await stream.ReadExactlyAsync(message.AsMemory(0, 20), _over.Token);
            var length = 20 + ((message[2] << 8) | message[3]);
            await stream.ReadExactlyAsync(message.AsMemory(20, length - 20), _over.Token);
            await _behind.SendAsync(message.AsMemory(0, length), SocketFlags.None, _over.Token);
        }
    }

    private async Task OutAsync(NetworkStream stream)
    {
        var message = new byte[4096];
        while (true)
        {
            var length = await _behind.ReceiveAsync(message, SocketFlags.None, _over.Token);
            await stream.WriteAsync(message.AsMemory(0, length), _over.Token);
        }
    }
}
