using System.Net;
using System.Net.Sockets;

namespace Ringback.Tests.Integration.ProbeWorker;

/// <summary>A TCP relay on loopback in front of a server: cutting it resets every connection, and new ones until it is mended.</summary>
internal sealed class CuttableRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Socket> _open = [];
    private readonly EndPoint _server;
    private readonly Task _accepting;
    private bool _cut;

    public CuttableRelay(Uri server)
    {
        _server = new DnsEndPoint(server.Host, server.Port);
        _listener.Start();
        Uri = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    public Uri Uri { get; }

    public void Cut()
    {
        lock (_open)
        {
            _cut = true;
            foreach (var socket in _open)
                socket.Close(timeout: 0);

            _open.Clear();
        }
    }

    public void Mend()
    {
        lock (_open)
            _cut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptSocketAsync(_stop.Token);
            _ = RelayAsync(client).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            lock (_open)
            {
                if (_cut)
                {
                    client.Close(timeout: 0);
                    return;
                }

                _open.Add(client);
                _open.Add(server);
            }

            await server.ConnectAsync(_server, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[65536];
        int count;
        while ((count = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
        {
            for (var sent = 0; sent < count; )
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _stop.Token);
        }
    }
}
