using System.IO.Compression;
using System.Net.Security;
using System.Text;
using Ringback.Model.Results;

namespace Ringback.Tests.BadPeers;

/// <summary>Servers that mean harm, each with the reason that a run against it must end with; null for none.</summary>
internal static class HostileServers
{
    private const string Head = "HTTP/1.1 200 OK\r\n";

    private static readonly byte[] GzipBomb = Bomb(s => new GZipStream(s, CompressionLevel.Optimal, leaveOpen: true));
    private static readonly byte[] BrotliBomb = Bomb(s => new BrotliStream(
        s,
        CompressionLevel.Optimal,
        leaveOpen: true
    ));

    public static Dictionary<string, (Func<SslStream, CancellationToken, Task> Serve, Reason? Reason)> All { get; } =
        new()
        {
            ["says nothing"] = (Silence, Reason.Timeout),
            ["closes at once"] = ((_, _) => Task.CompletedTask, Reason.ConnectionClosed),
            ["trickles a head"] = (
                (stream, stop) => Trickle(stream, Endless("HTTP/1.1 200 OK\r\nX-A: aaaaaaaaaaaaaaaa"), stop),
                Reason.Timeout
            ),
            ["trickles a body"] = (
                async (stream, stop) =>
                {
                    await Say(stream, $"{Head}Content-Length: 1000000\r\n\r\n");
                    await Trickle(stream, Endless("x"), stop);
                },
                Reason.Timeout
            ),
            ["sends headers without end"] = (
                (stream, stop) => Repeat(stream, Head, $"X-A: {new string('a', 900)}\r\n", stop),
                Reason.ProtocolError
            ),
            ["sends one header without end"] = (
                (stream, stop) => Repeat(stream, $"{Head}X-A: ", new string('a', 9000), stop),
                Reason.ProtocolError
            ),
            ["sends a status line without end"] = (
                (stream, stop) => Repeat(stream, "HTTP/1.1 200 ", new string('a', 9000), stop),
                Reason.ProtocolError
            ),
            ["sends interim answers without end"] = (
                (stream, stop) => Repeat(stream, "", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", stop),
                Reason.ProtocolError
            ),
            ["sends a body without end"] = (
                (stream, stop) => Repeat(stream, $"{Head}\r\n", new string('x', 60_000), stop),
                null
            ),
            ["sends chunks without end"] = (
                (stream, stop) =>
                    Repeat(
                        stream,
                        $"{Head}Transfer-Encoding: chunked\r\n\r\n",
                        $"ffff\r\n{new string('x', 65_535)}\r\n",
                        stop
                    ),
                null
            ),
            ["sends tiny chunks without end"] = (
                (stream, stop) => Repeat(stream, $"{Head}Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", stop),
                Reason.Timeout
            ),
            ["sends a chunk extension without end"] = (
                (stream, stop) =>
                    Repeat(stream, $"{Head}Transfer-Encoding: chunked\r\n\r\n1;", new string('a', 9000), stop),
                Reason.ProtocolError
            ),
            ["sends trailers without end"] = (
                (stream, stop) =>
                    Repeat(
                        stream,
                        $"{Head}Transfer-Encoding: chunked\r\n\r\n0\r\n",
                        $"X-A: {new string('a', 900)}\r\n",
                        stop
                    ),
                Reason.ProtocolError
            ),
            ["sends a chunk that is none"] = (
                (stream, _) => Say(stream, $"{Head}Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n"),
                Reason.ProtocolError
            ),
            ["sends a chunk of more than there is"] = (
                (stream, _) => Say(stream, $"{Head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n"),
                Reason.ProtocolError
            ),
            ["claims a length beyond measure"] = (
                (stream, _) => Say(stream, $"{Head}Content-Length: 9223372036854775807\r\n\r\nabc"),
                Reason.ConnectionClosed
            ),
            ["claims a negative length"] = (
                (stream, _) => Say(stream, $"{Head}Content-Length: -1\r\nConnection: close\r\n\r\nabc"),
                Reason.ProtocolError
            ),
            ["claims a length that is no number"] = (
                (stream, _) => Say(stream, $"{Head}Content-Length: three\r\nConnection: close\r\n\r\nabc"),
                Reason.ProtocolError
            ),
            ["claims two lengths"] = (
                (stream, _) => Say(stream, $"{Head}Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
                Reason.ProtocolError
            ),
            ["is no HTTP"] = ((stream, _) => Say(stream, "220 mail.example.com ESMTP\r\n"), Reason.ProtocolError),
            ["sends zeros"] = (
                (stream, stop) => Repeat(stream, "", new string('\0', 9000), stop),
                Reason.ProtocolError
            ),
            ["sends a gzip bomb"] = (
                async (stream, stop) =>
                {
                    var bomb = GzipBomb;
                    await Say(stream, $"{Head}Content-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\n\r\n");
                    await stream.WriteAsync(bomb, stop);
                },
                Reason.ProtocolError
            ),
            ["sends a brotli bomb"] = (
                async (stream, stop) =>
                {
                    var bomb = BrotliBomb;
                    await Say(stream, $"{Head}Content-Encoding: br\r\nContent-Length: {bomb.Length}\r\n\r\n");
                    await stream.WriteAsync(bomb, stop);
                },
                Reason.ProtocolError
            ),
            ["sends gzip that is none"] = (
                (stream, _) =>
                    Say(stream, $"{Head}Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\naaaaaaaaaaaaaaaaaaaa"),
                Reason.ProtocolError
            ),
            ["switches protocols"] = (
                (stream, stop) =>
                    Repeat(
                        stream,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
                        "x",
                        stop
                    ),
                Reason.ProtocolError
            ),
        };

    private static Task Say(SslStream stream, string text) => LoopbackTlsServer.Answer(stream, text);

    private static Task Silence(SslStream stream, CancellationToken stop) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);

    private static async Task Repeat(SslStream stream, string first, string then, CancellationToken stop)
    {
        await Say(stream, first);
        var bytes = Encoding.Latin1.GetBytes(then);
        while (!stop.IsCancellationRequested)
            await stream.WriteAsync(bytes, stop);
    }

    private static async Task Trickle(SslStream stream, IEnumerable<char> text, CancellationToken stop)
    {
        foreach (var c in text)
        {
            await stream.WriteAsync(new[] { (byte)c }, stop);
            await stream.FlushAsync(stop);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        }
    }

    private static IEnumerable<char> Endless(string text) => text.Concat(Enumerable.Repeat('a', int.MaxValue));

    private static byte[] Bomb(Func<Stream, Stream> compress)
    {
        using var packed = new MemoryStream();
        using (var stream = compress(packed))
            stream.Write(new byte[10 * 1024 * 1024]);

        return packed.ToArray();
    }
}
