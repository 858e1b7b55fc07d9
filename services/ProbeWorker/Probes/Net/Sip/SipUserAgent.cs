using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net.Sip.Transport;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Transactions;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>A SIP phone of one run: one channel to one server, its transactions, bindings and calls (RFC 3261).</summary>
/// <remarks>
/// The server is the outbound proxy of everything that is sent: a Contact, Record-Route or 3xx of the peer fills
/// Request-URI and Route, and never makes this worker send to another address. What goes over the wire is written into
/// the run's evidence without credentials. Disposal returns at once; calls are ended and bindings removed behind it,
/// within 64·T1.
/// </remarks>
internal sealed class SipUserAgent : IAsyncDisposable
{
    private readonly List<SipExchange> _exchanges = [];
    private readonly List<SipCallLeg> _calls = [];
    private readonly List<SipBinding> _bindings = [];
    private readonly SipIntake _intake;
    private readonly SipChannel _channel;
    private readonly SipLadder _ladder;
    private readonly SipReceiver _receiver;
    private bool _isDisposed;

    /// <summary>Over UDP.</summary>
    /// <exception cref="SocketException">This worker has no port left, or no route to the server.</exception>
    public SipUserAgent(ProbeRun run, IPEndPoint server, SipTimers? timers = null)
        : this(run, SipDatagramChannel.To(server), timers) { }

    /// <param name="channel">Fresh; it is the agent's from now on.</param>
    public SipUserAgent(ProbeRun run, SipChannel channel, SipTimers? timers = null)
    {
        (Time, Timers) = (run.Time, timers ?? SipTimers.Default);
        _ladder = new(run.Evidence);
        _channel = channel;
        _intake = new(this, _calls);
        _receiver = new(this, channel, _intake, _ladder, _exchanges);
        _receiver.Listen();
    }

    /// <summary>Our end of the channel, as long as nothing in between rewrites it.</summary>
    public IPEndPoint Local => _channel.Local;

    /// <summary>Where the server sees us (RFC 3581); null before its first response, or where it does not say.</summary>
    public IPEndPoint? SeenAt
    {
        get
        {
            lock (Lock)
                return _receiver.SeenAt;
        }
    }

    /// <summary>How we name ourselves over the channel.</summary>
    public SipOrigin Origin => _channel.Origin;

    /// <summary>Sendings after the first, of all requests.</summary>
    public int Retransmissions
    {
        get
        {
            lock (Lock)
                return _exchanges.Sum(e => e.Retransmissions);
        }
    }

    /// <summary>What came and was no message, or answered nothing of ours.</summary>
    public int Ignored => _receiver.Ignored;

    /// <summary>Done once the server has answered anything.</summary>
    public Task Heard => _receiver.Heard;

    /// <summary>Whether the server has answered 503: somebody else is to be asked (RFC 3263 §4.3).</summary>
    public bool IsUnavailable => _receiver.IsUnavailable;

    /// <summary>Done once the last call has ended, the last binding is gone and the channel is closed; starts with the disposal.</summary>
    public Task Closed { get; private set; } = Task.CompletedTask;

    internal Lock Lock { get; } = new();

    internal TimeProvider Time { get; }

    internal SipTimers Timers { get; }

    /// <summary>Sends a request other than INVITE and waits for its final response.</summary>
    /// <exception cref="SocketException">The server's host refused, or the network did.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="JudgedException">The transaction's own time-out passed first.</exception>
    public Task<SipReceived> RequestAsync(SipRequest request, CancellationToken deadline) =>
        RequestAsync(request, null, _ => { }, () => true).WaitAsync(deadline);

    /// <summary>Sends an INVITE. The call is answered, refused or taken back later, and is to be disposed.</summary>
    /// <param name="credentials">Answers a 401 or 407; null to answer none.</param>
    /// <param name="size">The least that the INVITE has, in bytes.</param>
    public SipCall Invite(SipUri uri, SdpSession offer, SipCredentials? credentials, int size = 0)
    {
        lock (Lock)
        {
            var call = new SipCall(this, AuthenticatorOf(credentials));
            _calls.Add(call);
            call.Start(SipOutbound.Invite(uri, offer, credentials?.Username, Origin, size), offer);
            return call;
        }
    }

    /// <summary>A binding of ours to be made, of which nothing is sent yet.</summary>
    /// <param name="account">The address of record, such as <c>sip:alice@pbx.example.com</c>.</param>
    public SipBinding Bind(SipUri account, SipCredentials? credentials)
    {
        lock (Lock)
        {
            var binding = new SipBinding(this, account, AuthenticatorOf(credentials));
            _bindings.Add(binding);
            return binding;
        }
    }

    /// <summary>Waits for a call that reaches this phone; needs a binding, unless the caller knows our address.</summary>
    /// <remarks>
    /// Begin to wait before the call is placed: whoever calls while nobody waits is answered 486. The INVITE is answered
    /// 100 at once; the rest is up to whoever gets the call, who is to dispose it.
    /// </remarks>
    /// <param name="isWanted">Which calls; the others go to another who waits, or get 486.</param>
    /// <exception cref="OperationCanceledException">None came before the deadline.</exception>
    public Task<SipIncomingCall> NextCallAsync(Func<SipRequest, bool> isWanted, CancellationToken deadline) =>
        _intake.WaitAsync(isWanted, deadline);

    /// <summary>Keeps the way from the server to us open while nothing is said.</summary>
    public void KeepAlive()
    {
        try
        {
            _channel.KeepAlive();
        }
        catch (Exception e) when (SipFailures.IsOfTransport(e))
        {
            _ladder.Note($"a keep-alive did not leave: {e.Message}");
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (Lock)
        {
            if (_isDisposed)
                return ValueTask.CompletedTask;

            _isDisposed = true;
            _intake.Close();
            foreach (var call in _calls)
                call.GiveUp();

            var bindings = _bindings.Where(b => b.MayBeBound).ToList();
            if (_calls.Count == 0 && bindings.Count == 0)
                Close();
            else
                Closed = CloseAfterAsync(bindings);
        }

        return ValueTask.CompletedTask;
    }

    // What follows is called under the lock.

    /// <summary>Starts a transaction.</summary>
    internal SipExchange Begin(
        SipRequest request,
        Action<SipReceived>? onResponse = null,
        Action<Exception>? onFailure = null
    )
    {
        var exchange = new SipExchange(request, Timers, _channel, _ladder, Time, Lock)
        {
            OnResponse = onResponse ?? (_ => { }),
            OnFailure = onFailure ?? (_ => { }),
        };
        _exchanges.Add(exchange);
        exchange.Start();
        return exchange;
    }

    /// <summary>A request, again with credentials where it is challenged, until its final response. No lock is needed.</summary>
    /// <param name="onSent">Called with each request that leaves.</param>
    /// <param name="isWanted">Whether a challenge is still worth an answer.</param>
    internal async Task<SipReceived> RequestAsync(
        SipRequest request,
        SipAuthenticator? authenticator,
        Action<SipRequest> onSent,
        Func<bool> isWanted
    )
    {
        for (var next = request; ; )
        {
            Task<SipReceived> final;
            lock (Lock)
            {
                onSent(next);
                final = Begin(next).Final;
            }

            var received = await final;
            lock (Lock)
            {
                if (!isWanted() || authenticator?.Answer(next, received.Response) is not { } again)
                    return received;

                next = again;
            }
        }
    }

    /// <summary>Sends what has no transaction: an ACK for a 2xx, a response. Where it does not leave, the peer will ask again.</summary>
    internal void Send(SipMessage message, bool again)
    {
        try
        {
            _ladder.Sent(message, again);
            _channel.Send(message);
        }
        catch (Exception e) when (SipFailures.IsOfTransport(e))
        {
            _ladder.Note($"{message.StartLine} did not leave: {e.Message}");
        }
    }

    /// <summary>Tells the evidence what no message says.</summary>
    internal void Note(string text) => _ladder.Note(text);

    /// <summary>Answers a request; the answer is what a repetition of the request gets.</summary>
    internal void Reply(SipRequest request, SipResponse answer)
    {
        _intake.Remember(request, answer);
        Send(answer, again: false);
    }

    private SipAuthenticator? AuthenticatorOf(SipCredentials? credentials) =>
        credentials is null ? null : new SipAuthenticator(credentials, Origin.Via);

    private async Task CloseAfterAsync(IReadOnlyList<SipBinding> bindings)
    {
        using var limit = new CancellationTokenSource(Timers.TransactionTimeout, Time);
        var ended = Task.WhenAll([.. _calls.Select(c => c.Over), .. bindings.Select(b => b.RemoveBehindAsync())]);
        await ended.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // An ACK of ours may be lost: for a while the peer may say its last word again.
        if (!_channel.IsReliable)
            await Task.Delay(Timers.T4, Time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        lock (Lock)
            Close();
    }

    private void Close()
    {
        foreach (var exchange in _exchanges)
            exchange.Dispose();

        _channel.Dispose();
    }
}
