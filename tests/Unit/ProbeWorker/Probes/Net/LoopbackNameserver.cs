using System.Net;
using System.Net.Sockets;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

/// <summary>Answers every DNS question over UDP, or says that the answer is longer and gives it over TCP. Written by hand from RFC 1035 §4: it shares no code with the resolver.</summary>
internal sealed class LoopbackNameserver : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener? _listener;
    private readonly Task _serving;

    /// <param name="addresses">By question type: 1 is A, 28 is AAAA.</param>
    /// <param name="code">The response code.</param>
    /// <param name="isLong">Whether answers are too long for UDP.</param>
    public LoopbackNameserver(Func<int, IReadOnlyList<byte[]>> addresses, byte code, bool isLong = false)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener = isLong ? new TcpListener(EndPoint) : null;
        _listener?.Start();
        _serving = Task.WhenAll(
            ServeAsync(addresses, code),
            _listener is null ? Task.CompletedTask : ServeLongAsync(_listener, addresses, code)
        );
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _listener?.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<int, IReadOnlyList<byte[]>> addresses, byte code)
    {
        var buffer = new byte[1500];
        while (true)
        {
            var any = new IPEndPoint(IPAddress.Any, 0);
            var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token);

            var answer = Answer(buffer, addresses, code);
            if (_listener is not null)
                answer = [.. answer[..2], 0x83, .. answer[3..6], 0, 0, .. answer[8..12], .. Question(buffer)]; // cut

            await _socket.SendToAsync(answer, SocketFlags.None, got.RemoteEndPoint, _stop.Token);
        }
    }

    private async Task ServeLongAsync(TcpListener listener, Func<int, IReadOnlyList<byte[]>> addresses, byte code)
    {
        while (true)
        {
            using var client = await listener.AcceptSocketAsync(_stop.Token);
            var buffer = new byte[1500];
            await client.ReceiveAsync(buffer, SocketFlags.None, _stop.Token);
            var answer = Answer(buffer.AsSpan(2), addresses, code);
            await client.SendAsync(
                (byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer],
                SocketFlags.None,
                _stop.Token
            );
        }
    }

    /// <summary>Behind a header of 12 bytes: the name's labels up to an empty one, then type and class.</summary>
    private static byte[] Question(ReadOnlySpan<byte> message)
    {
        var end = 12;
        while (message[end] != 0)
            end += 1 + message[end];

        return message[12..(end + 5)].ToArray();
    }

    private static byte[] Answer(ReadOnlySpan<byte> message, Func<int, IReadOnlyList<byte[]>> addresses, byte code)
    {
        var question = Question(message);
        var type = (question[^4] << 8) | question[^3];
        var records = addresses(type);
        byte[] answer =
        [
            .. message[..2],
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
            .. question,
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

        return answer;
    }
}
