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
        var request = new WebSocketRequest(
            authority,
            path,
            subprotocol,
            $"{(isSecure ? "https" : "http")}://{authority}",
            []
        );
        await ShakeHandsAsync(stream, request, text => text, run, deadline);
        return WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions { SubProtocol = subprotocol, KeepAliveInterval = TimeSpan.Zero }
        );
    }

    /// <summary>After it the stream is the WebSocket's.</summary>
    /// <param name="redact">Takes secrets out of what is shown.</param>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    public static async Task ShakeHandsAsync(
        Stream stream,
        WebSocketRequest request,
        Func<string, string> redact,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using var phase = run.Phase(PhaseNames.Upgrade);
        var key = WebSocketHandshake.Key(RandomNumberGenerator.GetBytes(WebSocketHandshake.NonceSize));
        var text = WebSocketHandshake.Text(request, key);
        run.Evidence.Sent(redact(text));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), deadline);

        var head = await ReadHeadAsync(stream, deadline);
        run.Evidence.Received(redact(Encoding.Latin1.GetString(head)));
        var answer = WebSocketHandshake.Read(head, key, request.Subprotocol);
        if (answer.Status != 0)
            run.Measure(MeasurementNames.StatusCode, answer.Status);

        if (answer.Fault != WebSocketFault.None)
            throw new JudgedException(Judge(answer, request.Path, request.Subprotocol));
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

    private static Judgement Judge(WebSocketAnswer answer, string path, string? subprotocol) =>
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
                subprotocol is null
                    ? "The WebSocket was opened for a subprotocol that nobody offered."
                    : $"The WebSocket was opened, but not for the subprotocol {subprotocol}."
            ),
            _ => Judgement.Down(
                Reason.ProtocolError,
                $"The WebSocket upgrade was answered against RFC 6455: {answer.Fault}."
            ),
        };
}
