using System.Globalization;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Dialogs;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>One call that we place, from INVITE to BYE.</summary>
/// <remarks>
/// A 2xx is acknowledged the moment it comes, and again whenever it comes again; a provisional response that asks for it
/// gets its PRACK. Disposal ends the call behind it: BYE, or CANCEL, or ACK and BYE for a 2xx that comes too late.
/// </remarks>
internal sealed class SipCall(SipUserAgent agent, SipAuthenticator? authenticator) : SipCallLeg(agent, authenticator)
{
    private readonly TaskCompletionSource<SipReceived> _final = NewSource<SipReceived>();
    private readonly List<(string? Tag, SipRequest Ack)> _acks = [];
    private readonly Dictionary<string, (SipDialog Dialog, uint Sequence, SdpSession? Answer)> _early = [];
    private SdpSession? _offer;
    private SipExchange? _invite;
    private RealtimeStamp? _firstSentAt;
    private bool _isGivenUp;
    private bool _isCancelled;
    private bool _hasLonger;

    /// <summary>The final response to the INVITE, any but one that was answered with credentials.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The server's host refused, or the network did.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="JudgedException">No final response within 64·T1, or a 2xx that leads nowhere.</exception>
    public Task<SipReceived> Final => _final.Task;

    /// <summary>First INVITE to the first response other than 100 and an answered challenge (RFC 6076 §4.3); null before it.</summary>
    public TimeSpan? PostDialDelay { get; private set; }

    /// <summary>First INVITE to the final response; null before it.</summary>
    public TimeSpan? SetupTime { get; private set; }

    /// <summary>The answer to our offer; null before a 2xx, or where neither that nor a 1xx that we acknowledged has one that can be read.</summary>
    public SdpSession? Answer { get; private set; }

    /// <summary>Provisional responses that were acknowledged with PRACK (RFC 3262).</summary>
    public int Pracks { get; private set; }

    /// <summary>Why a challenge was not answered, as a sentence; null where none was left unanswered.</summary>
    public string? Refusal => Authenticator?.Refusal;

    /// <summary>Takes the call back (RFC 3261 §9): at once, or as soon as a provisional response allows it.</summary>
    /// <returns>The final response: 487, or what crossed the CANCEL; a 2xx is then acknowledged and ended with BYE.</returns>
    public Task<SipReceived> CancelAsync(CancellationToken deadline)
    {
        lock (Agent.Lock)
            GiveUp();

        return Final.WaitAsync(deadline);
    }

    protected override bool IsCaller => true;

    internal void Start(SipRequest invite, SdpSession offer)
    {
        _offer = offer;
        Start(invite);
    }

    internal override void GiveUp()
    {
        if (_isGivenUp)
            return;

        _isGivenUp = true;
        if (Dialog is not null)
            HangUp();
        else if (_invite is { } invite)
            Cancel(invite);
    }

    private void Start(SipRequest invite)
    {
        _invite = Agent.Begin(invite, OnInviteResponse, OnInviteFailure);
        _firstSentAt ??= _invite.FirstSentAt;
    }

    private void Cancel(SipExchange invite)
    {
        invite.IsQuiet = true;
        if (!invite.IsProceeding || _isCancelled)
            return;

        _isCancelled = true;
        Agent.Begin(SipFollowUp.Cancel(invite.Request));
    }

    private void OnInviteResponse(SipReceived received)
    {
        var response = received.Response;
        if (!response.IsProvisional && !_isGivenUp && Again(_invite!.Request, response) is { } again)
        {
            Start(again);
            return;
        }

        var sinceFirst = received.ReceivedAt - (_firstSentAt ?? received.ReceivedAt);
        if (response.Status > 100)
            PostDialDelay ??= sinceFirst;

        if (response.IsProvisional)
        {
            AcknowledgeProvisional(response);
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

    /// <summary>The INVITE with credentials, or with a longer session where the peer says that ours is too short (RFC 4028 §7.3).</summary>
    private SipRequest? Again(SipRequest invite, SipResponse response)
    {
        if (response.Status != 422 || _hasLonger)
            return Authenticator?.Answer(invite, response);

        if (SipSessionExpires.LeastOf(response) is not { } least || least > SipRefresh.LongestInterval)
            return null;

        (_hasLonger, LeastSession) = (true, least);
        var seconds = SipOutbound.Seconds(least);
        return SipFollowUp
            .Repeat(invite, Agent.Origin.Via())
            .Replace(SipHeaderNames.SessionExpires, seconds)
            .Replace(SipHeaderNames.MinSessionExpires, seconds);
    }

    /// <summary>PRACK for each provisional response that asks for one, in order (RFC 3262 §4).</summary>
    private void AcknowledgeProvisional(SipResponse response)
    {
        if (
            response.To?.Tag is not { } tag
            || !response.All(SipHeaderNames.Require).Any(v => v.Contains("100rel", StringComparison.OrdinalIgnoreCase))
            || !uint.TryParse(
                response.First(SipHeaderNames.RSeq),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var sequence
            )
        )
            return;

        if (_early.TryGetValue(tag, out var early))
        {
            if (sequence != early.Sequence + 1)
                return;
        }
        else if (_early.Count > 0 || !SipDialog.TryCreate(_invite!.Request, response, out early.Dialog!))
        {
            return;
        }

        var cseq = _invite!.Request.CSeq!;
        var (dialog, prack) = early.Dialog.CreateRequest(
            SipMethods.Prack,
            Agent.Origin.Via(),
            [new(SipHeaderNames.RAck, $"{sequence} {cseq}")]
        );
        _early[tag] = (dialog, sequence, early.Answer ?? AnswerIn(response));
        Pracks++;
        Agent.Begin(prack);
    }

    private void Acknowledge(SipReceived received)
    {
        var (invite, response) = (_invite!.Request, received.Response);
        var known = _acks.Find(a => a.Tag == response.To?.Tag).Ack;
        if (known is not null)
        {
            Agent.Send(known, again: true);
            return;
        }

        if (!SipDialog.TryCreate(invite, response, out var dialog))
        {
            OnInviteFailure(SipFailures.NoDialog(response));
            return;
        }

        var ack = dialog.CreateAck(invite, Agent.Origin.Via());
        _acks.Add((response.To?.Tag, ack));
        Agent.Send(ack, again: false);
        if (_early.TryGetValue(response.To?.Tag ?? "", out var early))
            dialog = dialog with { LocalCSeq = early.Dialog.LocalCSeq };

        // What was said reliably is said for good: the 2xx need not say it again (RFC 3261 §13.2.1).

        if (Dialog is not null)
        {
            // A proxy forked the call and a second phone was picked up: it is not wanted (§13.2.2.4).
            Agent.Begin(dialog.CreateRequest(SipMethods.Bye, Agent.Origin.Via()).Request);
            return;
        }

        Dialog = dialog;
        Agreed(response, response, isOurs: true);
        Answer = early.Answer ?? AnswerIn(response);
        if (_offer is { } offer)
            Session = new SipSession(SipSessions.Settled(offer, Answer), offer);

        _final.TrySetResult(received);
        if (_isGivenUp)
            HangUp();
    }

    private static SdpSession? AnswerIn(SipResponse response) =>
        !response.Body.IsEmpty && SdpSession.TryParse(response.Body.Span, out var answer) ? answer : null;

    private void End(SipReceived received)
    {
        _final.TrySetResult(received);
        End();
    }

    private void OnInviteFailure(Exception failure)
    {
        _final.TrySetException(failure);
        _ = _final.Task.Exception;
        End();
    }
}
