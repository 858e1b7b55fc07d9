using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Dialogs;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>One call that reached us, from INVITE to BYE: handed out by <see cref="SipUserAgent.NextCallAsync"/>.</summary>
/// <remarks>
/// It has been answered 100 and waits: <see cref="Ring"/> it, <see cref="Answer"/> it or <see cref="Refuse"/> it. Disposal
/// ends it behind it: with 480 where it was not answered, else with BYE.
/// </remarks>
internal sealed class SipIncomingCall : SipCallLeg
{
    private readonly TaskCompletionSource<SipRequest> _acknowledged = NewSource<SipRequest>();
    private readonly string _tag = SipIdentifiers.Tag();
    private SipRepeatedAnswer? _final;

    internal SipIncomingCall(
        SipUserAgent agent,
        SipRequest invite,
        RealtimeStamp receivedAt,
        SipAuthenticator? authenticator
    )
        : base(agent, authenticator)
    {
        (Invite, ReceivedAt) = (invite, receivedAt);
        Offer = SdpSession.TryParse(invite.Body.Span, out var offer) ? offer : null;
    }

    public SipRequest Invite { get; }

    /// <summary>The kernel's stamp of the INVITE; CLOCK_REALTIME, as are a caller's own stamps.</summary>
    public RealtimeStamp ReceivedAt { get; }

    /// <summary>What the caller offers; null where the INVITE has none that can be read: then our answer is the offer.</summary>
    public SdpSession? Offer { get; }

    /// <summary>The ACK to our 2xx; its body is the caller's answer where the INVITE had no offer.</summary>
    /// <exception cref="JudgedException">None came within 64·T1, or the caller took the call back.</exception>
    public Task<SipRequest> Acknowledged => _acknowledged.Task;

    protected override bool IsCaller => false;

    private bool IsPending => _final is null;

    /// <summary>Sends 180. Not to a caller that would have each provisional response acknowledged: it just waits.</summary>
    public void Ring()
    {
        lock (Agent.Lock)
        {
            if (IsPending && !SipServerAnswers.RequiresReliableProvisionals(Invite))
                Say(SipServerAnswers.Accept(Invite, Agent.Origin, _tag, null, 180, "Ringing"));
        }
    }

    /// <summary>Takes the call: sends 200, and again until it is acknowledged.</summary>
    /// <param name="session">Our media: the answer to <see cref="Offer"/>, or the offer where there was none.</param>
    /// <exception cref="JudgedException">The INVITE has no usable Contact, so that no call can come of it.</exception>
    public void Answer(SdpSession session)
    {
        lock (Agent.Lock)
        {
            if (!IsPending)
                return;

            if (!SipDialog.TryAnswer(Invite, _tag, out var dialog))
            {
                Finish(SipServerAnswers.Refuse(Invite, 400, "Bad Contact", _tag));
                throw SipFailures.NoDialog(Invite);
            }

            (Dialog, Session) = (dialog, new SipSession(session, session));
            var answer = SipServerAnswers.Accept(Invite, Agent.Origin, _tag, session);
            Finish(answer);
            Agreed(answer, Invite, isOurs: false);
        }
    }

    /// <summary>Sends a final response of 300 to 699, and again until it is acknowledged.</summary>
    public void Refuse(int status, string reason)
    {
        lock (Agent.Lock)
        {
            if (IsPending)
                Finish(SipServerAnswers.Refuse(Invite, status, reason, _tag));
        }
    }

    internal override bool Owns(SipRequest request) =>
        Dialog is not null
            ? base.Owns(request)
            : request.CallId == Invite.CallId && request.From?.Tag == Invite.From?.Tag && request.To?.Tag == _tag;

    /// <summary>Whether a CANCEL is of this call's INVITE (RFC 3261 §9.2).</summary>
    internal bool IsCancelledBy(SipRequest cancel) =>
        cancel.Vias is [{ Branch: { } branch }, ..]
        && Invite.Vias is [{ Branch: { } ours }, ..]
        && branch == ours
        && cancel.CallId == Invite.CallId;

    internal void Cancel()
    {
        if (!IsPending)
            return;

        Finish(SipServerAnswers.Refuse(Invite, 487, "Request Terminated", _tag));
        Fail(SipFailures.TakenBack());
    }

    internal override void Acknowledge(SipRequest ack)
    {
        base.Acknowledge(ack);
        if (_final?.Acknowledge(ack) is not true)
            return;

        _acknowledged.TrySetResult(ack);
        if (Dialog is null)
            End();
    }

    internal override void GiveUp()
    {
        if (Dialog is not null)
            HangUp();
        else if (IsPending)
            Finish(SipServerAnswers.Refuse(Invite, 480, "Temporarily Unavailable", _tag));
    }

    protected override void End()
    {
        _final?.Dispose();
        base.End();
    }

    private void Finish(SipResponse answer)
    {
        Say(answer);
        _final = new SipRepeatedAnswer(Agent, Invite, answer, OnNoAck);
        _final.Start();
    }

    private void Say(SipResponse response) => Agent.Reply(Invite, response);

    private void OnNoAck()
    {
        Fail(SipFailures.NoAck());
        if (Dialog is not null)
            HangUp();
        else
            End();
    }

    private void Fail(Exception failure)
    {
        _acknowledged.TrySetException(failure);
        _ = _acknowledged.Task.Exception;
    }
}
