using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>Times one request and its response where they pass between HTTP and TLS: request, first_byte, body.</summary>
/// <remarks>
/// The phases lie between the stamps: request's first byte and last, response's first, end of the body. Of HTTP/2 only
/// the frames of the request and of the response count, not those by which the two sides greet each other.
/// </remarks>
/// <param name="connection">Which knows when the kernel got and gave what passes.</param>
internal sealed class TimedExchange(ProbeRun run, HttpVersionAsked protocol, TlsConnection connection) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Http2Frames? _sent = protocol == HttpVersionAsked.Http2 ? new(Http2Frames.ClientPreface) : null;
    private readonly Http2Frames? _received = protocol == HttpVersionAsked.Http2 ? new(0) : null;
    private long? _began;
    private long? _requested;
    private TimeSpan _sendError;
    private long? _answered;
    private long _lastCame;
    private bool _ended;
    private bool _isWarm;

    /// <summary>From the request's last byte to the response's first; null before that.</summary>
    public TimeSpan? FirstByte { get; private set; }

    public Stream Watch(Stream plaintext) => new WatchedStream(plaintext, this);

    /// <summary>The next request over the same connection is timed, and is no phase.</summary>
    public void BeginWarm()
    {
        lock (_lock)
        {
            (_began, _requested, _answered, FirstByte) = (null, null, null, null);
            _isWarm = true;
        }
    }

    /// <summary>The body is there: it was when its last bytes came, whatever we have made of them since.</summary>
    public void End()
    {
        lock (_lock)
            End(_lastCame);
    }

    /// <summary>Where it did not come to its end, the phase that it was in ends here.</summary>
    public void Dispose()
    {
        lock (_lock)
            End(run.Time.GetTimestamp());
    }

    private void End(long at)
    {
        if (_ended)
            return;

        _ended = true;
        if (_answered is { } answered)
            run.AddPhase(PhaseNames.Body, run.Time.GetElapsedTime(answered, at));
        else if (_requested is { } requested)
            AddRequest(requested, run.Time.GetElapsedTime(requested));
        else if (_began is { } began)
            run.AddPhase(PhaseNames.Request, run.Time.GetElapsedTime(began));
    }

    private void Writing(ReadOnlySpan<byte> bytes, out bool counts)
    {
        lock (_lock)
        {
            counts = (_sent is null || _sent.Take(bytes)) && _answered is null;
            if (!counts || _began is not null)
                return;

            _began = run.Time.GetTimestamp();
            if (!_isWarm)
                run.Enter(PhaseNames.Request);
        }
    }

    private void Written()
    {
        lock (_lock)
        {
            if (_answered is not null)
                return;

            (_requested, _sendError) = (connection.SentAt, connection.Transport.SendError);
            if (!_isWarm)
                run.Enter(PhaseNames.FirstByte);
        }
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        var now = connection.ArrivedAt;
        lock (_lock)
        {
            var counts = _received is null ? !bytes.IsEmpty : _received.Take(bytes);
            if (!counts || _began is not { } began)
                return;

            _lastCame = now;
            if (_answered is not null)
                return;

            // The answer may be read before we have heard that the request is out; and it may come before it is.
            var sent = (_sent is null ? null : _requested) ?? connection.SentAt;
            var requested = Math.Clamp(sent, Math.Min(began, now), now);
            _answered = now;
            FirstByte = run.Time.GetElapsedTime(requested, now);
            if (_isWarm)
                return;

            AddRequest(requested, FirstByte.Value);
            run.NoteTimingError(_requested is null ? run.Time.GetElapsedTime(requested, now) : _sendError);
            run.Enter(PhaseNames.Body);
        }
    }

    private void AddRequest(long requested, TimeSpan firstByte)
    {
        run.AddPhase(PhaseNames.Request, run.Time.GetElapsedTime(_began!.Value, requested));
        run.AddPhase(PhaseNames.FirstByte, firstByte);
    }

    private sealed class WatchedStream(Stream inner, TimedExchange exchange) : PassingStream(inner)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var count = await Inner.ReadAsync(buffer, cancellationToken);
            exchange.Read(buffer.Span[..count]);
            return count;
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            exchange.Writing(buffer.Span, out var counts);
            await Inner.WriteAsync(buffer, cancellationToken);
            if (counts)
                exchange.Written();
        }
    }
}
