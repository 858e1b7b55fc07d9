using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ringback.Tests.Benchmarks.Lab;

/// <summary>
/// Requests at a rate over connections that are kept, each by a thread that sends ready bytes and looks at nothing but the status: a few
/// microseconds a request, so that the figure is the server's.
/// </summary>
internal sealed class SocketLoad(int port, string path, string tag)
{
    private const int Connections = 16;
    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}\r\nIf-None-Match: {tag}\r\n\r\n"
    );

    /// <summary>
    /// Requests fall due evenly, whether or not those before them are answered. One waits from when it was due if its connection was
    /// still busy then, else from when it was sent: that this program was woken late is no fault of the server.
    /// </summary>
    /// <param name="status">That each answer is to have.</param>
    public IReadOnlyList<TimeSpan> Run(int perSecond, TimeSpan length, int status)
    {
        var each = (int)(perSecond * length.TotalSeconds) / Connections;
        var waits = new TimeSpan[Connections * each];
        var start = TimeProvider.System.GetTimestamp();
        var threads = Enumerable
            .Range(0, Connections)
            .Select(connection => new Thread(() =>
                Ask(connection, start, perSecond, status, waits.AsSpan(connection * each, each))
            ))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return waits;
    }

    private void Ask(int connection, long start, int perSecond, int status, Span<TimeSpan> waits)
    {
        using var nothing = new ManualResetEvent(false); // is never set: waited for
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        var expected = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "));
        var answer = new byte[64 * 1024];
        for (var request = 0; request < waits.Length; request++)
        {
            var due = TimeSpan.FromSeconds((double)((request * Connections) + connection) / perSecond);
            var from = due;
            var early = due - TimeProvider.System.GetElapsedTime(start);
            if (early > TimeSpan.Zero)
            {
                nothing.WaitOne(early);
                from = TimeProvider.System.GetElapsedTime(start);
            }

            socket.Send(_request);
            var length = 0;
            while (!answer.AsSpan(0, length).EndsWith("\r\n\r\n"u8)) // 304 has no body
            {
                var read = socket.Receive(answer.AsSpan(length));
                if (read == 0)
                    throw new InvalidOperationException("the server closed the connection");

                length += read;
            }

            waits[request] = TimeProvider.System.GetElapsedTime(start) - from;
            if (!answer.AsSpan().StartsWith(expected))
                throw new InvalidOperationException(Encoding.ASCII.GetString(answer, 0, length));
        }
    }
}
