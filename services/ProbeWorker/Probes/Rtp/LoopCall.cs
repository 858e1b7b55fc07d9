using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>A call from one account to another through the PBX, both ends ours: an outgoing and an incoming call, on one clock.</summary>
/// <param name="callee">The account that is called; the check's own credential is the caller's.</param>
internal sealed class LoopCall(CallMeans means, Credential callee)
{
    /// <summary>How long a BYE may take through the PBX.</summary>
    private static readonly TimeSpan LongestHangUp = TimeSpan.FromSeconds(2);

    public Task<Judgement> RunAsync(CancellationToken deadline) =>
        SipServers.UseAsync(
            means.Check,
            means.Run,
            (answering, until) =>
                SipServers.UseAsync(
                    means.Check,
                    means.Run,
                    (calling, soon) => RegisterAndCallAsync(calling, answering, soon),
                    until
                ),
            deadline
        );

    private async Task<Judgement> RegisterAndCallAsync(
        SipUserAgent calling,
        SipUserAgent answering,
        CancellationToken deadline
    )
    {
        var (check, run) = (means.Check, means.Run);
        var callerCredentials = await SipCredentials.ReadAsync(check, run.Means.Secrets, deadline);
        var calleeCredentials = await SipCredentials.ReadAsync(
            check with
            {
                Credential = callee,
            },
            run.Means.Secrets,
            deadline
        );
        try
        {
            using (run.Phase(PhaseNames.Register))
            {
                if (await RegisterAsync(answering, callee.Username, calleeCredentials, deadline) is { } calleeRefused)
                    return calleeRefused;

                if (
                    callerCredentials is not null
                    && await RegisterAsync(calling, callerCredentials.Username, callerCredentials, deadline)
                        is { } callerRefused
                )
                    return callerRefused;
            }

            // Nothing is said in this time: what comes after it must find its way by what the routers still remember.
            await Task.Delay(check.Idle, run.Time, deadline);
            using var callerSockets = means.OpenSockets(calling.Local.Address);
            using var calleeSockets = means.OpenSockets(answering.Local.Address);
            return await CallAsync(
                new(calling, callerSockets, MediaOffer.Create(check, callerSockets.Media.LocalEndPoint)),
                new(answering, calleeSockets, MediaOffer.Create(check, calleeSockets.Media.LocalEndPoint)),
                callerCredentials,
                deadline
            );
        }
        finally
        {
            run.Measure(MeasurementNames.Retransmissions, calling.Retransmissions + answering.Retransmissions);
        }
    }

    /// <returns>Null where the account is registered.</returns>
    private async Task<Judgement?> RegisterAsync(
        SipUserAgent agent,
        string username,
        SipCredentials? credentials,
        CancellationToken deadline
    )
    {
        var binding = agent.Bind(SipConnector.AccountOf(means.Check, username), credentials);
        var response = (await binding.RegisterAsync(deadline)).Response;
        return response.IsSuccess
            ? null
            : Judgement.Down(
                response.Status is 401 or 403 or 407 ? Reason.AuthFailed : Reason.UnexpectedStatus,
                $"The account {username} was not registered: {response.Status} {response.Reason}."
            );
    }

    private async Task<Judgement> CallAsync(
        End caller,
        End called,
        SipCredentials? credentials,
        CancellationToken deadline
    )
    {
        var (check, run) = (means.Check, means.Run);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var ringing = called.Agent.NextCallAsync(_ => true, over.Token);
        await using var call = caller.Agent.Invite(
            SipConnector.UriOf(check, check.Extension, caller.Agent.Origin),
            caller.Session,
            credentials
        );
        var settingUp = SipSetUp.WaitAsync(call, means.Run, deadline);
        await Task.WhenAny(ringing, settingUp);
        if (!ringing.IsCompletedSuccessfully)
        {
            await over.CancelAsync();
            await ((Task)ringing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return CallJudge.FindRefusal(await settingUp, credentials is not null)
                ?? Judgement.Down(
                    Reason.AssertionFailed,
                    $"The call was answered, but not by {callee.Username}: it never reached that account."
                );
        }

        await using var incoming = await ringing;
        incoming.Ring();
        var judgement = await AnswerAsync(caller, called, call, incoming, settingUp, deadline);
        return await HangUpAsync(call, incoming, deadline) is { } failed && judgement.Outcome == Outcome.Up
            ? failed
            : judgement;
    }

    private async Task<Judgement> AnswerAsync(
        End caller,
        End called,
        SipCall call,
        SipIncomingCall incoming,
        Task<Protocols.Sip.SipResponse> settingUp,
        CancellationToken deadline
    )
    {
        var (check, run) = (means.Check, means.Run);
        try
        {
            var there = MediaAgreement.Of(check, called.Session, incoming.Offer);
            incoming.Answer(MediaOffer.Answer(check, called.Sockets.Media.LocalEndPoint, there));
            if (CallJudge.FindRefusal(await settingUp, hadCredentials: true) is { } refused)
                return refused;

            await incoming.Acknowledged.WaitAsync(deadline);
            run.Measure(MeasurementNames.Conforming, 0); // answered: until its media shows otherwise
            var here = MediaAgreement.Of(check, caller.Session, call.Answer);
            IReadOnlyList<MediaSockets> all = [caller.Sockets, called.Sockets];
            var home = await means.ConnectAsync(
                called.Sockets,
                all,
                there,
                called.Agent,
                deadline,
                MeasurementNames.CalleeRemotePort
            );
            var remote = await means.ConnectAsync(caller.Sockets, all, here, caller.Agent, deadline);
            var judgement = await TalkAsync(caller, called, here, there, call, incoming, deadline);
            return means.Conclude(
                judgement,
                caller.Sockets.Media.LocalEndPoint,
                remote,
                (called.Sockets.Media.LocalEndPoint, home)
            );
        }
        catch (JudgedException e)
        {
            return e.Judgement; // the call may stand, and is to be ended
        }
    }

    private async Task<Judgement> TalkAsync(
        End caller,
        End called,
        MediaAgreement here,
        MediaAgreement there,
        SipCall call,
        SipIncomingCall incoming,
        CancellationToken deadline
    )
    {
        var (check, run) = (means.Check, means.Run);
        var overhead = MediaSession.HeaderOverheadOf(caller.Sockets.Media.LocalEndPoint);
        var outward = MediaOffer.StreamOf(check, here.Stream, overhead);
        var homeward = MediaOffer.StreamOf(check, there.Stream, overhead);
        using var phase = run.Phase(PhaseNames.Media);
        using var hungUp = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var talking = Task.WhenAll(
            MediaSession.ExchangeAsync(caller.Sockets, outward, homeward, means.Sender, run.Time, hungUp.Token),
            MediaSession.ExchangeAsync(called.Sockets, homeward, outward, means.Sender, run.Time, hungUp.Token)
        );
        var ended = Task.WhenAny(call.HungUp, incoming.HungUp);
        if (await Task.WhenAny(talking, ended) == ended)
        {
            await hungUp.CancelAsync();
            await ((Task)talking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            deadline.ThrowIfCancellationRequested();
            return CallJudge.OfHangUp(await await ended);
        }

        var legs = await talking;
        return LoopJudge.Measure(
            check,
            run,
            MediaRecord.Of(outward, legs[0], legs[1]),
            MediaRecord.Of(homeward, legs[1], legs[0])
        );
    }

    /// <returns>Null where both ends know that the call is over.</returns>
    private async Task<Judgement?> HangUpAsync(SipCall call, SipIncomingCall incoming, CancellationToken deadline)
    {
        if (await means.HangUpAsync(call, deadline) is { } failed)
            return failed;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        await Task.WhenAny(incoming.HungUp, Task.Delay(LongestHangUp, means.Run.Time, stop.Token));
        await stop.CancelAsync();
        return incoming.HungUp.IsCompleted
            ? null
            : Judgement.Degraded(Reason.AssertionFailed, "The caller's BYE never reached the account that it called.");
    }

    /// <summary>One end of the call.</summary>
    /// <param name="Session">What it asks for.</param>
    private sealed record End(SipUserAgent Agent, MediaSockets Sockets, SdpSession Session);
}
