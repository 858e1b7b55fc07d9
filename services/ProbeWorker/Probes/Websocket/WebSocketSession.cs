using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.WebSocket;

namespace Ringback.ProbeWorker.Probes.Websocket;

/// <summary>An open WebSocket: messages and pongs as they come, the peer's pings answered. For one caller at a time.</summary>
/// <remarks>The runtime's own has no ping that can be timed.</remarks>
internal sealed class WebSocketSession(Stream stream, TlsConnection? tls, ProbeRun run) : IAsyncDisposable
{
    private const int PingSize = 8;

    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);

    private readonly WebSocketFramer _framer = new();
    private readonly MemoryStream _message = new();
    private Task<int>? _reading;
    private bool _inMessage;
    private byte[] _pong = [];
    private long _readAt;

    /// <summary>Messages that came.</summary>
    public int Messages { get; private set; }

    public async Task SendAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> payload, CancellationToken deadline)
    {
        var frame = WebSocketFrame.ToBytes(opcode, payload.Span, RandomNumberGenerator.GetBytes(4));
        await stream.WriteAsync(frame, deadline);
    }

    /// <summary>The next message.</summary>
    /// <exception cref="JudgedException">The peer closed it, or breaks the protocol.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadMessageAsync(CancellationToken deadline)
    {
        while (true)
        {
            if (await NextAsync(deadline) == Came.Message)
                return _message.ToArray();
        }
    }

    /// <summary>Until a ping of ours came back; messages that come before are counted.</summary>
    /// <inheritdoc cref="ReadMessageAsync" path="/exception"/>
    public async Task<TimeSpan> PingAsync(CancellationToken deadline)
    {
        var payload = RandomNumberGenerator.GetBytes(PingSize);
        var sent = run.Time.GetTimestamp();
        await SendAsync(WebSocketOpcode.Ping, payload, deadline);
        while (await NextAsync(deadline) != Came.Pong || !_pong.AsSpan().SequenceEqual(payload)) { }

        return run.Time.GetElapsedTime(sent, _readAt);
    }

    /// <summary>Takes what comes, for so long.</summary>
    /// <inheritdoc cref="ReadMessageAsync" path="/exception"/>
    public async Task ListenAsync(TimeSpan duration, CancellationToken deadline)
    {
        using var over = new CancellationTokenSource(duration, run.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, deadline);
        try
        {
            while (true)
                await NextAsync(either.Token);
        }
        catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
        {
            // Nothing more within the time: the read goes on, and the next caller waits for it.
        }
    }

    /// <summary>Says good-bye, and waits a moment for the same.</summary>
    public async Task CloseAsync(CancellationToken deadline)
    {
        using var limit = new CancellationTokenSource(CloseLimit, run.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, deadline);
        try
        {
            await SendAsync(WebSocketOpcode.Close, new byte[] { 0x03, 0xE8 }, either.Token);
            while (true)
                await NextAsync(either.Token);
        }
        catch (Exception e) when (e is JudgedException or IOException or OperationCanceledException)
        {
            run.Evidence.Note($"closed: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        if (_reading is { } left)
            await left.ContinueWith(
                _ => { },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
    }

    private enum Came
    {
        Message,
        Pong,
        Other,
    }

    private async Task<Came> NextAsync(CancellationToken deadline)
    {
        WebSocketFrame frame;
        while (!_framer.TryTake(out frame))
        {
            if (_framer.Fault != WebSocketFrameFault.None)
                throw Broken($"The server's frames break RFC 6455: {_framer.Fault}.");

            // One read at a time goes on until it is done: a cancelled one could lose what it had.
            _reading ??= stream.ReadAsync(_framer.Room(), CancellationToken.None).AsTask();
            var count = await _reading.WaitAsync(deadline);
            _readAt = tls?.ArrivedAt ?? run.Time.GetTimestamp();
            _reading = null;
            if (count == 0)
                throw Closed("The server closed the connection without closing the WebSocket.");

            _framer.Advance(count);
        }

        switch (frame.Opcode)
        {
            case WebSocketOpcode.Ping:
                await SendAsync(WebSocketOpcode.Pong, frame.Payload.ToArray(), deadline);
                return Came.Other;
            case WebSocketOpcode.Pong:
                _pong = frame.Payload.ToArray();
                return Came.Pong;
            case WebSocketOpcode.Close:
                throw Closed($"The server closed the WebSocket{ReasonOf(frame.Payload.Span)}.");
            default:
                return Append(frame);
        }
    }

    private Came Append(WebSocketFrame frame)
    {
        if ((frame.Opcode == WebSocketOpcode.Continuation) != _inMessage)
            throw Broken("The server's frames break RFC 6455: a message is not continued as it began.");

        if (!_inMessage)
            _message.SetLength(0);

        if (_message.Length + frame.Payload.Length > WebSocketFramer.MaxPayload)
            throw Broken("A message of the server is longer than 1 MiB.");

        _message.Write(frame.Payload.Span);
        _inMessage = !frame.IsFinal;
        if (_inMessage)
            return Came.Other;

        Messages++;
        return Came.Message;
    }

    /// <summary>RFC 6455 §5.5.1.</summary>
    private static string ReasonOf(ReadOnlySpan<byte> payload) =>
        payload.Length < 2
            ? " without a reason"
            : $": {BinaryPrimitives.ReadUInt16BigEndian(payload)} {Encoding.UTF8.GetString(payload[2..])}".TrimEnd();

    private static JudgedException Broken(string detail) => new(Judgement.Down(Reason.ProtocolError, detail));

    private static JudgedException Closed(string detail) => new(Judgement.Down(Reason.ConnectionClosed, detail));
}
