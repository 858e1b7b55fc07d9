using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Dialogs;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Our end of one call, whoever placed it, once it has a dialog: how either side changes and ends it.</summary>
/// <remarks>
/// Disposal returns at once and ends the call behind it, whatever state it is in. What is internal or protected is called
/// under the agent's lock.
/// </remarks>
internal abstract class SipCallLeg(SipUserAgent agent, SipAuthenticator? authenticator) : IAsyncDisposable
{
    private readonly TaskCompletionSource<SipCallEnd> _hungUp = NewSource<SipCallEnd>();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = agent.Time.GetTimestamp();
    private SipExchange? _bye;
    private SipRepeatedAnswer? _reAnswer;
    private SipSessionTimer? _session;
    private SipExchange? _refresh;
    private SipRequest? _kept;
    private bool _isAnsweredByAck;

    /// <summary>Completes when the peer ends the call, or its session's end does.</summary>
    public Task<SipCallEnd> HungUp => _hungUp.Task;

    /// <summary>How often the peer has asked for the session anew, or whether we are still there (re-INVITE, UPDATE).</summary>
    public int Refreshes { get; private set; }

    /// <summary>How often we have kept the session alive, and the peer agreed (RFC 4028).</summary>
    public int Kept { get; private set; }

    /// <summary>Done when nothing of this call is left to do.</summary>
    internal Task Over => _over.Task;

    protected SipUserAgent Agent { get; } = agent;

    protected SipAuthenticator? Authenticator { get; } = authenticator;

    protected SipDialog? Dialog { get; set; }

    /// <summary>The least session that the peer takes, as far as it has said so.</summary>
    protected TimeSpan LeastSession { get; set; } = SipOutbound.SessionInterval;

    /// <summary>Whether we placed the call.</summary>
    protected abstract bool IsCaller { get; }

    /// <summary>What a re-INVITE is answered with; null before the call is answered.</summary>
    protected SipSession? Session { get; set; }

    /// <inheritdoc cref="SipSession.IsHeld"/>
    public bool IsHeld(string kind) => Session?.IsHeld(kind) is true;

    /// <summary>Ends an answered call.</summary>
    /// <returns>The final response to BYE; null where there was nothing to end: the peer had hung up.</returns>
    /// <exception cref="JudgedException">None came within 64·T1.</exception>
    public async Task<SipReceived?> ByeAsync(CancellationToken deadline)
    {
        Task<SipReceived>? final;
        lock (Agent.Lock)
        {
            HangUp();
            final = _bye?.Final;
        }

        if (final is null)
            return null;

        var received = await final.WaitAsync(deadline);
        Task<SipReceived>? repeated;
        lock (Agent.Lock)
            repeated = _bye?.Final;

        return repeated is null || repeated == final ? received : await repeated.WaitAsync(deadline);
    }

    public ValueTask DisposeAsync()
    {
        lock (Agent.Lock)
            GiveUp();

        return ValueTask.CompletedTask;
    }

    /// <summary>Nobody wants the call any more.</summary>
    internal abstract void GiveUp();

    internal virtual bool Owns(SipRequest request) => Dialog?.Owns(request) is true;

    internal bool TryTake(SipRequest request)
    {
        if (Dialog?.TryTake(request, out var dialog) is not true)
            return false;

        Dialog = dialog;
        return true;
    }

    /// <summary>An ACK of the peer, of this dialog.</summary>
    internal virtual void Acknowledge(SipRequest ack)
    {
        if (
            _reAnswer?.Acknowledge(ack) is true
            && _isAnsweredByAck
            && SdpSession.TryParse(ack.Body.Span, out var answer)
        )
            Session?.Hear(answer);
    }

    /// <summary>A re-INVITE or UPDATE that is in order: the same media again, but for what the peer holds.</summary>
    /// <returns>The answer, which for a re-INVITE is repeated until it is acknowledged.</returns>
    internal SipResponse Refresh(SipRequest request, string tag)
    {
        Refreshes++;
        var offer = request.Body.IsEmpty || !SdpSession.TryParse(request.Body.Span, out var read) ? null : read;
        var isInvite = request.Method == SipMethods.Invite;
        if (
            _refresh is { Final.IsCompleted: false, Request.Method: SipMethods.Invite }
            && (isInvite || offer is not null)
        )
            return SipServerAnswers.Refuse(request, 491, "Request Pending", tag); // of two at once neither counts (§14.2)

        if (Session is not { } session || (!request.Body.IsEmpty && !session.Fits(offer)))
            return SipServerAnswers.Refuse(request, 488, "Not Acceptable Here", tag);

        var says = isInvite || offer is not null;
        var answer = SipServerAnswers.Accept(request, Agent.Origin, tag, says ? session.Answer(offer) : null);
        Dialog = Dialog?.Refreshed(request);
        Agreed(answer, request, isOurs: false);
        if (!isInvite)
            return answer;

        _isAnsweredByAck = offer is null;
        (_reAnswer = new SipRepeatedAnswer(Agent, request, answer, HangUp)).Start();
        return answer;
    }

    internal void HangUpByPeer()
    {
        _hungUp.TrySetResult(new(Agent.Time.GetElapsedTime(_started), null));
        End();
    }

    /// <summary>Asks the peer whether it is still there: UPDATE where it takes that, else the same offer again.</summary>
    private void KeepAlive()
    {
        if (Dialog is null || _session is null || _bye is not null || _hungUp.Task.IsCompleted)
            return;

        var isInvite = !_session.Refresh.ByUpdate;
        (Dialog, var request) = Dialog.CreateRequest(
            isInvite ? SipMethods.Invite : SipMethods.Update,
            Agent.Origin.Via(),
            SipOutbound.SessionHeaders(Agent.Origin, _session.Refresh),
            isInvite && Session is { } session ? session.Again().ToBytes() : default
        );
        Ask(request);
    }

    private void Ask(SipRequest refresh) =>
        _refresh = Agent.Begin(
            refresh,
            received => OnKept(refresh, received),
            failure => Lapse($"{refresh.Method} that was to refresh it failed: {failure.Message}")
        );

    private void OnKept(SipRequest request, SipReceived received)
    {
        var response = received.Response;
        if (response.IsProvisional)
            return;

        if (response.IsSuccess)
        {
            if (request.Method == SipMethods.Invite && Dialog is not null)
                Agent.Send(Dialog.CreateAck(request, Agent.Origin.Via()), again: false);

            if (request == _kept)
                return; // the same answer again: our ACK was lost

            _kept = request;
            Dialog = Dialog?.Refreshed(response);
            _session?.ReadAllowed(response);
            _session?.Renew(response);
            Kept++; // last: who sees it finds the next refresh due
        }
        else if (Authenticator?.Answer(request, response) is { } again && Dialog is not null)
        {
            Dialog = Dialog with { LocalCSeq = again.CSeq!.Number };
            Ask(again);
        }
        else if (response.Status is 408 or 481)
        {
            // The peer knows nothing of it any more (RFC 4028 §10).
            Lapse($"{request.Method} that was to refresh it was answered {response.Status} {response.Reason}");
        }
        else
        {
            _session?.Refuse(request, response);
        }
    }

    private void Lapse(string why)
    {
        Agent.Note($"session: {why}; the call is ended");
        HangUp();
        _hungUp.TrySetResult(new(Agent.Time.GetElapsedTime(_started), why));
    }

    protected void HangUp()
    {
        if (Dialog is null || _bye is not null || _hungUp.Task.IsCompleted)
            return;

        (Dialog, var bye) = Dialog.CreateRequest(SipMethods.Bye, Agent.Origin.Via());
        _bye = Agent.Begin(bye, OnByeResponse, _ => End());
    }

    /// <summary>What the two ends say of the session's end: refreshing it may be our part.</summary>
    /// <param name="answer">The 2xx that was sent or came.</param>
    /// <param name="theirs">The message of the peer.</param>
    /// <param name="isOurs">Whether we sent the request that it answers.</param>
    protected void Agreed(SipResponse answer, SipMessage theirs, bool isOurs)
    {
        _session ??= new SipSessionTimer(Agent, IsCaller, LeastSession, KeepAlive, Lapse);
        _session.ReadAllowed(theirs);
        _session.Agree(answer, isOurs);
    }

    protected virtual void End()
    {
        _session?.Dispose();
        _reAnswer?.Dispose();
        _over.TrySetResult();
    }

    protected static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnByeResponse(SipReceived received)
    {
        if (received.Response.IsProvisional)
            return;

        if (_bye is not null && Authenticator?.Answer(_bye.Request, received.Response) is { } again)
            _bye = Agent.Begin(again, OnByeResponse, _ => End());
        else
            End();
    }
}
