using System.Net;
using System.Net.Sockets;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Transactions;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>A SIP client of one run: one UDP socket to one server, its transactions and its calls (RFC 3261 §8.1, §13 and §17.1).</summary>
/// <remarks>
/// The server is the outbound proxy of everything that is sent: a Contact or Record-Route of the peer fills Request-URI
/// and Route, and never makes this worker send to another address. What goes over the wire is written into the run's
/// evidence without credentials. Disposal returns at once; calls are ended behind it, within 64·T1.
/// </remarks>
internal sealed class SipUserAgent : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<SipExchange> _exchanges = [];
    private readonly List<SipCall> _calls = [];
    private readonly SipAnswerCache _answered = new();
    private readonly string _tag = SipIdentifiers.Tag();
    private readonly SipChannel _channel;
    private readonly SipLadder _ladder;
    private readonly TimeProvider _time;
    private readonly SipTimers _timers;
    private bool _isDisposed;

    /// <exception cref="SocketException">This worker has no port left, or no route to the server.</exception>
    public SipUserAgent(ProbeRun run, IPEndPoint server, SipTimers? timers = null)
    {
        (_time, _timers) = (run.Time, timers ?? SipTimers.Default);
        _ladder = new(run.Evidence);
        _channel = new(server);
        _channel.Listen(Receive, Ignore, Fail);
    }

    /// <summary>The address that the server sees us at, as long as nothing in between rewrites it.</summary>
    public IPEndPoint Local => _channel.Local;

    /// <summary>Sendings after the first, of all requests.</summary>
    public int Retransmissions
    {
        get
        {
            lock (_lock)
                return _exchanges.Sum(e => e.Retransmissions);
        }
    }

    /// <summary>Datagrams that were no message, or answered nothing of ours.</summary>
    public int Ignored { get; private set; }

    /// <summary>Done once the last call has ended and the socket is closed; starts with the disposal.</summary>
    public Task Closed { get; private set; } = Task.CompletedTask;

    /// <summary>Sends a request other than INVITE and waits for its final response.</summary>
    /// <exception cref="SocketException">The server's host refused, or the network did.</exception>
    /// <exception cref="JudgedException">The transaction's own time-out passed first.</exception>
    public Task<SipReceived> RequestAsync(SipRequest request, CancellationToken deadline)
    {
        lock (_lock)
            return Begin(request).Final.WaitAsync(deadline);
    }

    /// <summary>Sends an INVITE. The call is answered, refused or taken back later, and is to be disposed.</summary>
    /// <param name="credentials">Answers a 401 or 407 once; null to answer none.</param>
    public SipCall Invite(SipUri uri, SdpSession offer, SipCredentials? credentials)
    {
        lock (_lock)
        {
            var call = new SipCall(this, credentials, _time, _lock);
            _calls.Add(call);
            call.Start(SipOutbound.Invite(uri, offer, credentials?.Username, Local));
            return call;
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return ValueTask.CompletedTask;

            _isDisposed = true;
            foreach (var call in _calls)
                call.GiveUp();

            if (_calls.Count == 0)
                Close();
            else
                Closed = CloseAfterCallsAsync();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Starts a transaction. Under the lock.</summary>
    internal SipExchange Begin(
        SipRequest request,
        Action<SipReceived>? onResponse = null,
        Action<Exception>? onFailure = null
    )
    {
        var exchange = new SipExchange(request, _timers, _channel, _ladder, _time, _lock)
        {
            OnResponse = onResponse ?? (_ => { }),
            OnFailure = onFailure ?? (_ => { }),
        };
        _exchanges.Add(exchange);
        exchange.Start();
        return exchange;
    }

    /// <summary>Sends what has no transaction: an ACK for a 2xx, a response. Where it does not leave, the peer will ask again.</summary>
    internal void Send(SipMessage message, bool again)
    {
        try
        {
            _ladder.Sent(message, again);
            _channel.Send(message);
        }
        catch (SocketException e)
        {
            _ladder.Note($"{message.StartLine} did not leave: {e.SocketErrorCode}");
        }
    }

    private void Receive(SipMessage message, RealtimeStamp receivedAt)
    {
        lock (_lock)
        {
            _ladder.Received(message);
            switch (message)
            {
                case SipRequest request:
                    Answer(request);
                    break;
                case SipResponse response when SipMessageRules.FindFaultAtClient(response) is { Kind: > 0 } fault:
                    Ignore(fault);
                    break;
                case SipResponse response when !_exchanges.ToArray().Any(e => e.TryReceive(response, receivedAt)):
                    Ignored++;
                    _ladder.Note("ignored: it answers nothing that was asked here");
                    break;
            }
        }
    }

    private void Answer(SipRequest request)
    {
        if (_answered.Find(request) is { } before)
        {
            Send(before, again: true);
            return;
        }

        var call = _calls.Find(c => c.Owns(request));
        var isInOrder = call?.TryTake(request) ?? false;
        if (SipServerAnswers.Answer(request, call, isInOrder, _tag) is not { } answer)
            return;

        _answered.Add(request, answer);
        Send(answer, again: false);
        if (request.Method == SipMethods.Bye && answer.IsSuccess)
            call?.HangUpByPeer();
    }

    private void Ignore(SipFault fault)
    {
        Ignored++;
        _ladder.Note($"ignored: {fault}");
    }

    private void Fail(Exception failure)
    {
        lock (_lock)
        {
            _ladder.Note($"failed: {failure.Message}");
            foreach (var exchange in _exchanges.ToArray())
                exchange.Fail(failure);
        }
    }

    private async Task CloseAfterCallsAsync()
    {
        using var limit = new CancellationTokenSource(_timers.TransactionTimeout, _time);
        var ended = Task.WhenAll(_calls.Select(c => c.Over));

        // An ACK of ours may be lost: for a while the peer may say its last word again.
        await ended.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(_timers.T4, _time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
            Close();
    }

    private void Close()
    {
        foreach (var exchange in _exchanges)
            exchange.Dispose();

        _channel.Dispose();
    }
}
