using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Ringback.Model.Results;
using Ringback.Protocols.WebSocket;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Turns a connection into a WebSocket of one subprotocol (RFC 6455 §4.1): the phase <c>upgrade</c>.</summary>
internal static class WebSocketUpgrade
{
    /// <param name="stream">Fresh, of a server that speaks HTTP; the WebSocket owns it.</param>
    /// <param name="authority">Host and port, an IPv6 address in brackets.</param>
    /// <exception cref="JudgedException">The server refused it, or answered something else.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<WebSocket> OpenAsync(
        Stream stream,
        string authority,
        string path,
        string subprotocol,
        bool isSecure,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using var phase = run.Phase(PhaseNames.Upgrade);
        var key = WebSocketHandshake.Key(RandomNumberGenerator.GetBytes(WebSocketHandshake.NonceSize));
        var origin = $"{(isSecure ? "https" : "http")}://{authority}";
        var request = WebSocketHandshake.Request(authority, path, key, subprotocol, origin);
        run.Evidence.Sent(request);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), deadline);

        var head = await ReadHeadAsync(stream, deadline);
        run.Evidence.Received(Encoding.Latin1.GetString(head));
        var answer = WebSocketHandshake.Read(head, key, subprotocol);
        if (answer.Fault != WebSocketFault.None)
            throw new JudgedException(Judge(answer, path, subprotocol));

        return WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions { SubProtocol = subprotocol, KeepAliveInterval = TimeSpan.Zero }
        );
    }

    /// <summary>Byte by byte: what follows the head belongs to the WebSocket already.</summary>
    private static async Task<byte[]> ReadHeadAsync(Stream stream, CancellationToken deadline)
    {
        using var head = new MemoryStream();
        var next = new byte[1];
        while (!head.GetBuffer().AsSpan(0, (int)head.Length).EndsWith("\r\n\r\n"u8))
        {
            if (head.Length == WebSocketHandshake.MaxHeadSize)
            {
                throw new JudgedException(
                    Judgement.Down(Reason.ProtocolError, "The answer to the WebSocket upgrade does not end.")
                );
            }

            await stream.ReadExactlyAsync(next, deadline);
            head.WriteByte(next[0]);
        }

        return head.ToArray();
    }

    private static Judgement Judge(WebSocketAnswer answer, string path, string subprotocol) =>
        answer.Fault switch
        {
            WebSocketFault.NoHttp => Judgement.Down(
                Reason.ProtocolError,
                "The WebSocket upgrade was answered with something that is no HTTP."
            ),
            WebSocketFault.Status => Judgement.Down(
                Reason.UnexpectedStatus,
                $"The WebSocket upgrade of {path} was answered {answer.Status} {answer.Reason}."
            ),
            WebSocketFault.Subprotocol => Judgement.Down(
                Reason.ProtocolError,
                $"The WebSocket was opened, but not for the subprotocol {subprotocol}."
            ),
            _ => Judgement.Down(
                Reason.ProtocolError,
                $"The WebSocket upgrade was answered against RFC 6455: {answer.Fault}."
            ),
        };
}
