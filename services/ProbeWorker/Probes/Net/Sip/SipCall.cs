using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Dialogs;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>One call that we make, from INVITE to BYE.</summary>
/// <remarks>
/// A 2xx is acknowledged the moment it comes, and again whenever it comes again. Disposal returns at once and ends the
/// call behind it, whatever state it is in: BYE, or CANCEL, or ACK and BYE for a 2xx that comes too late.
/// </remarks>
internal sealed class SipCall(SipUserAgent agent, SipCredentials? credentials, TimeProvider time, Lock agentLock)
    : IAsyncDisposable
{
    private readonly TaskCompletionSource<SipReceived> _final = NewSource<SipReceived>();
    private readonly TaskCompletionSource<TimeSpan> _hungUp = NewSource<TimeSpan>();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = time.GetTimestamp();
    private readonly List<(string? Tag, SipRequest Ack)> _acks = [];
    private SipExchange? _invite;
    private SipExchange? _bye;
    private SipDialog? _dialog;
    private RealtimeStamp? _firstSentAt;
    private bool _isGivenUp;
    private bool _isCancelled;

    /// <summary>The final response to the INVITE, any but one that was answered with credentials.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The server's host refused, or the network did.</exception>
    /// <exception cref="JudgedException">No final response within 64·T1, or a 2xx that leads nowhere.</exception>
    public Task<SipReceived> Final => _final.Task;

    /// <summary>First INVITE to the first response other than 100 and an answered challenge (RFC 6076 §4.3); null before it.</summary>
    public TimeSpan? PostDialDelay { get; private set; }

    /// <summary>First INVITE to the final response; null before it.</summary>
    public TimeSpan? SetupTime { get; private set; }

    /// <summary>Completes, with the time since the INVITE, when the peer ends the call.</summary>
    public Task<TimeSpan> HungUp => _hungUp.Task;

    /// <summary>The answer to our offer; null before a 2xx, or where that has none that can be read.</summary>
    public SdpSession? Answer { get; private set; }

    /// <summary>Done when nothing of this call is left to do.</summary>
    internal Task Over => _over.Task;

    /// <summary>Takes the call back (RFC 3261 §9): at once, or as soon as a provisional response allows it.</summary>
    /// <returns>The final response: 487, or what crossed the CANCEL; a 2xx is then acknowledged and ended with BYE.</returns>
    public Task<SipReceived> CancelAsync(CancellationToken deadline)
    {
        lock (agentLock)
            GiveUp();

        return Final.WaitAsync(deadline);
    }

    /// <summary>Ends an answered call.</summary>
    /// <returns>The final response to BYE; null where there was nothing to end: the peer had hung up.</returns>
    public async Task<SipReceived?> ByeAsync(CancellationToken deadline)
    {
        Task<SipReceived>? final;
        lock (agentLock)
        {
            HangUp();
            final = _bye?.Final;
        }

        if (final is null)
            return null;

        var received = await final.WaitAsync(deadline);
        Task<SipReceived>? repeated;
        lock (agentLock)
            repeated = _bye?.Final;

        return repeated is null || repeated == final ? received : await repeated.WaitAsync(deadline);
    }

    public ValueTask DisposeAsync()
    {
        lock (agentLock)
            GiveUp();

        return ValueTask.CompletedTask;
    }

    // What follows is called under the agent's lock.

    internal void Start(SipRequest invite)
    {
        _invite = agent.Begin(invite, OnInviteResponse, OnInviteFailure);
        _firstSentAt ??= _invite.FirstSentAt;
    }

    internal void GiveUp()
    {
        if (_isGivenUp)
            return;

        _isGivenUp = true;
        if (_dialog is not null)
            HangUp();
        else if (_invite is { } invite)
            Cancel(invite);
    }

    internal bool Owns(SipRequest request) => _dialog?.Owns(request) is true;

    internal bool TryTake(SipRequest request)
    {
        if (_dialog?.TryTake(request, out var dialog) is not true)
            return false;

        _dialog = dialog;
        return true;
    }

    internal void HangUpByPeer()
    {
        _hungUp.TrySetResult(time.GetElapsedTime(_started));
        _over.TrySetResult();
    }

    private void Cancel(SipExchange invite)
    {
        invite.IsQuiet = true;
        if (!invite.IsProceeding || _isCancelled)
            return;

        _isCancelled = true;
        agent.Begin(SipFollowUp.Cancel(invite.Request));
    }

    private void HangUp()
    {
        if (_dialog is null || _bye is not null || _hungUp.Task.IsCompleted)
            return;

        (_dialog, var bye) = _dialog.CreateRequest(SipMethods.Bye, SipOutbound.Via(agent.Local));
        _bye = agent.Begin(bye, OnByeResponse, _ => _over.TrySetResult());
    }

    private void OnByeResponse(SipReceived received)
    {
        if (received.Response.IsProvisional)
            return;

        if (Authenticated(_bye, received.Response) is { } again)
            _bye = agent.Begin(again, OnByeResponse, _ => _over.TrySetResult());
        else
            _over.TrySetResult();
    }

    private void OnInviteResponse(SipReceived received)
    {
        var response = received.Response;
        if (!response.IsProvisional && !_isGivenUp && Authenticated(_invite, response) is { } again)
        {
            Start(again);
            return;
        }

        var sinceFirst = received.ReceivedAt - (_firstSentAt ?? received.ReceivedAt);
        if (response.Status > 100)
            PostDialDelay ??= sinceFirst;

        if (response.IsProvisional)
        {
            if (_isGivenUp)
                Cancel(_invite!);

            return;
        }

        SetupTime ??= sinceFirst;
        if (response.IsSuccess)
            Acknowledge(received);
        else
            End(received);
    }

    private void Acknowledge(SipReceived received)
    {
        var (invite, response) = (_invite!.Request, received.Response);
        var known = _acks.Find(a => a.Tag == response.To?.Tag).Ack;
        if (known is not null)
        {
            agent.Send(known, again: true);
            return;
        }

        if (!SipDialog.TryCreate(invite, response, out var dialog))
        {
            _final.TrySetException(SipFailures.NoDialog(response));
            _ = _final.Task.Exception;
            _over.TrySetResult();
            return;
        }

        var ack = dialog.CreateAck(invite, SipOutbound.Via(agent.Local));
        _acks.Add((response.To?.Tag, ack));
        agent.Send(ack, again: false);
        if (_dialog is not null)
        {
            // A proxy forked the call and a second phone was picked up: it is not wanted (§13.2.2.4).
            agent.Begin(dialog.CreateRequest(SipMethods.Bye, SipOutbound.Via(agent.Local)).Request);
            return;
        }

        _dialog = dialog;
        Answer = SdpSession.TryParse(response.Body.Span, out var answer) ? answer : null;
        _final.TrySetResult(received);
        if (_isGivenUp)
            HangUp();
    }

    private void End(SipReceived received)
    {
        _final.TrySetResult(received);
        _over.TrySetResult();
    }

    private void OnInviteFailure(Exception failure)
    {
        _final.TrySetException(failure);
        _ = _final.Task.Exception;
        _over.TrySetResult();
    }

    private SipRequest? Authenticated(SipExchange? asked, SipResponse challenge) =>
        credentials is null || asked is null
            ? null
            : SipOutbound.Authenticate(asked.Request, challenge, credentials, agent.Local);

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
