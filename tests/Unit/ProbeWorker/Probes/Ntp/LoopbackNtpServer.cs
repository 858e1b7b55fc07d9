using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Ntp;

/// <summary>Answers each datagram with what the test makes of it. Knows no production NTP types.</summary>
internal sealed class LoopbackNtpServer : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;

    /// <param name="answer">Of a request to the datagrams that are sent back, in order.</param>
    public LoopbackNtpServer(Func<byte[], IEnumerable<byte[]>> answer)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public ConcurrentQueue<(byte[] Request, IPEndPoint From)> Seen { get; } = [];

    /// <summary>A sound reply of a stratum 2 server, whose clock is ahead of this machine's by <paramref name="ahead"/>.</summary>
    public static byte[] Reply(byte[] request, TimeSpan ahead = default)
    {
        var reply = new byte[48];
        reply[0] = 0b00_100_100; // leap 0, version 4, mode 4
        reply[1] = 2;
        reply[3] = 0xEC; // 2^-20 s
        request.AsSpan(40, 8).CopyTo(reply.AsSpan(24)); // origin
        BinaryPrimitives.WriteUInt64BigEndian(reply.AsSpan(32), Now(ahead));
        BinaryPrimitives.WriteUInt64BigEndian(reply.AsSpan(40), Now(ahead));
        return reply;
    }

    /// <summary>A kiss-o'-death: leap 3, stratum 0, four letters, no times.</summary>
    public static byte[] Kiss(byte[] request, string code)
    {
        var reply = new byte[48];
        reply[0] = 0b11_100_100;
        request.AsSpan(40, 8).CopyTo(reply.AsSpan(24));
        for (var i = 0; i < code.Length; i++)
            reply[12 + i] = (byte)code[i];

        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _over.Dispose();
    }

    private static ulong Now(TimeSpan ahead)
    {
        var since1900 = (TimeProvider.System.GetUtcNow() + ahead).UtcTicks - new DateTime(1900, 1, 1).Ticks;
        var (seconds, rest) = Math.DivRem(since1900, TimeSpan.TicksPerSecond);
        return ((ulong)seconds << 32) | (((ulong)rest << 32) / TimeSpan.TicksPerSecond);
    }

    private async Task ServeAsync(Func<byte[], IEnumerable<byte[]>> answer)
    {
        var buffer = new byte[2048];
        while (true)
        {
            var got = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _over.Token);
            var request = buffer[..got.ReceivedBytes];
            Seen.Enqueue((request, (IPEndPoint)got.RemoteEndPoint));
            foreach (var reply in answer(request))
                await _socket.SendToAsync(reply, got.RemoteEndPoint, _over.Token);
        }
    }
}
