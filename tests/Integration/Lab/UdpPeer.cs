using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ringback.Tests.Integration.Lab;

/// <summary>A connected UDP socket of the test: an ICMP "port unreachable" becomes an error of the next receive.</summary>
internal sealed class UdpPeer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public UdpPeer(int port) => _socket.Connect(IPAddress.Loopback, port);

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    public int Waiting => _socket.Available;

    public Task SendAsync(byte[] bytes) => _socket.SendAsync(bytes);

    public async Task<byte[]> ReceiveAsync()
    {
        var buffer = new byte[65_535];
        var length = await _socket
            .ReceiveAsync(buffer, TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(Until.Deadline, TimeProvider.System);
        return buffer[..length];
    }

    public async Task<byte[]> AskAsync(byte[] question)
    {
        await SendAsync(question);
        return await ReceiveAsync();
    }

    public async Task<string> AskAsync(string question) =>
        Encoding.UTF8.GetString(await AskAsync(Encoding.UTF8.GetBytes(question)));

    public async Task<string> ReceiveTextAsync() => Encoding.UTF8.GetString(await ReceiveAsync());

    public void Dispose() => _socket.Dispose();
}
