using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Ringback.Model.Results;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip.Transport;

/// <summary>SIP over a WebSocket: a WebSocket message a SIP message, of either type (RFC 7118 §4.2).</summary>
/// <param name="stamped">Of the connection beneath it: a message's time is that of the packet with its end.</param>
internal sealed class SipWebSocketChannel(SipOrigin origin, IPEndPoint local, WebSocket socket, StampedStream stamped)
    : SipChannel(origin)
{
    private readonly Lock _writing = new();

    public override IPEndPoint Local { get; } = local;

    public override bool IsReliable => true;

    protected override void Write(byte[] message)
    {
        lock (_writing)
        {
            try
            {
                var writing = socket.SendAsync(message, WebSocketMessageType.Text, true, CancellationToken.None);
                if (!writing.IsCompleted && !writing.Wait(Patience))
                    throw new IOException("The peer takes nothing.", new SocketException((int)SocketError.TimedOut));

                writing.GetAwaiter().GetResult();
            }
            catch (WebSocketException e)
            {
                throw Broken(e);
            }
        }
    }

    protected override async Task ReadAsync(
        Received received,
        Noise noise,
        Action<Exception> onError,
        CancellationToken disposed
    )
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var part = await ReadPartAsync(buffer.AsMemory(length), disposed);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new EndOfStreamException("The peer closed the WebSocket.");

            length += part.Count;
            if (length > SipMessage.MaxSize)
            {
                throw new JudgedException(
                    Judgement.Down(Reason.ProtocolError, "A WebSocket message is longer than SIP messages may be.")
                );
            }

            if (!part.EndOfMessage)
            {
                if (buffer.Length - length < 1024)
                    Array.Resize(ref buffer, buffer.Length * 2);

                continue;
            }

            // An empty or blank one is a keep-alive (RFC 7118 §6).
            var message = buffer.AsSpan(0, length);
            length = 0;
            if (!message.Trim("\r\n"u8).IsEmpty)
                received(message, stamped.StampedAt);
        }
    }

    protected override void Close() => socket.Dispose();

    private async Task<ValueWebSocketReceiveResult> ReadPartAsync(Memory<byte> room, CancellationToken disposed)
    {
        try
        {
            return await socket.ReceiveAsync(room, disposed);
        }
        catch (WebSocketException e)
        {
            throw Broken(e);
        }
    }

    private static IOException Broken(WebSocketException e) =>
        new(e.Message, e.InnerException is SocketException inner ? inner : new EndOfStreamException(e.Message));
}
