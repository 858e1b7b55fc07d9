using System.Net;
using System.Net.Sockets;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

/// <summary>Answers every DNS question over UDP. Written by hand from RFC 1035 §4: it shares no code with the resolver.</summary>
internal sealed class LoopbackNameserver : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="addresses">By question type: 1 is A, 28 is AAAA.</param>
    /// <param name="code">The response code.</param>
    public LoopbackNameserver(Func<int, IReadOnlyList<byte[]>> addresses, byte code)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = ServeAsync(addresses, code);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<int, IReadOnlyList<byte[]>> addresses, byte code)
    {
        var buffer = new byte[1500];
        while (true)
        {
            var any = new IPEndPoint(IPAddress.Any, 0);
            var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token);

            // Header of 12 bytes, then the name's labels up to an empty one, then type and class.
            var end = 12;
            while (buffer[end] != 0)
                end += 1 + buffer[end];
            var type = (buffer[end + 1] << 8) | buffer[end + 2];
            end += 5;

            var records = addresses(type);
            byte[] answer =
            [
                .. buffer.AsSpan(0, 2),
                0x81, // response, recursion desired
                (byte)(0x80 | code),
                0,
                1, // questions
                0,
                (byte)records.Count,
                0,
                0,
                0,
                0,
                .. buffer.AsSpan(12, end - 12),
            ];
            foreach (var address in records)
                answer =
                [
                    .. answer,
                    0xc0, // the name at offset 12
                    12,
                    0,
                    (byte)type,
                    0,
                    1,
                    0,
                    0,
                    0,
                    60,
                    0,
                    (byte)address.Length,
                    .. address,
                ];
            await _socket.SendToAsync(answer, SocketFlags.None, got.RemoteEndPoint, _stop.Token);
        }
    }
}
