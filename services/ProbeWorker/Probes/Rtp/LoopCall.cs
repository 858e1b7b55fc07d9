using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;

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
            using var caller = means.Open(calling);
            using var called = means.Open(answering);
            return await CallAsync(caller, called, callerCredentials, deadline);
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
                $"The account {username} was not registered: {response.Status} {response.Reason}. {binding.Refusal}".TrimEnd()
            );
    }

    private async Task<Judgement> CallAsync(
        CallEnd caller,
        CallEnd called,
        SipCredentials? credentials,
        CancellationToken deadline
    )
    {
        var check = means.Check;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var ringing = called.Agent.NextCallAsync(_ => true, over.Token);
        await using var call = caller.Agent.Invite(
            SipConnector.UriOf(check, check.Extension, caller.Agent.Origin),
            caller.Offer,
            credentials
        );
        var settingUp = SipSetUp.WaitAsync(call, means.Run, deadline);
        await Task.WhenAny(ringing, settingUp);
        if (!ringing.IsCompletedSuccessfully)
        {
            await over.CancelAsync();
            await ((Task)ringing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var final = await settingUp;
            return CallJudge.FindRefusal(final, credentials is not null, call.Refusal) is { } refused
                ? refused with
                {
                    Detail = $"{refused.Detail} {Forgotten(final.Status)}".TrimEnd(),
                }
                : Judgement.Down(
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

    /// <summary>What a call that never reached its account may have met where that was left alone before.</summary>
    private string? Forgotten(int status) =>
        status is 408 or 480 && means.Check.Idle > TimeSpan.Zero
            ? FormattableString.Invariant(
                $"It never reached {callee.Username}, which had been left alone for {means.Check.Idle.TotalSeconds:0.#} s: a NAT on the way may have forgotten it."
            )
            : null;

    private async Task<Judgement> AnswerAsync(
        CallEnd caller,
        CallEnd called,
        SipCall call,
        SipIncomingCall incoming,
        Task<Protocols.Sip.SipResponse> settingUp,
        CancellationToken deadline
    )
    {
        try
        {
            var there = MediaAgreement.OfOffer(called, incoming.Offer);
            if (there.All(line => line.Fault is not null))
                return MediumVerdict.OfCall([
                    .. there.Select(line => new MediumVerdict(line.End.Medium, line.Fault!.Value)),
                ]);

            incoming.Answer(MediaOffer.Answer(incoming.Offer!, there));
            if (CallJudge.FindRefusal(await settingUp, hadCredentials: true, call.Refusal) is { } refused)
                return refused;

            await incoming.Acknowledged.WaitAsync(deadline);
            means.Run.Measure(MeasurementNames.Conforming, 0); // answered: until its media shows otherwise
            var here = MediaAgreement.OfAnswer(caller, call.Answer);
            CallEnd[] both = [caller, called];
            there = await means.ConnectAsync(there, called, both, deadline, MeasurementNames.CalleeRemotePort);
            here = await means.ConnectAsync(here, caller, both, deadline);
            return await TalkAsync(
                [.. here.Zip(there, (ours, theirs) => new MediaPath([ours, theirs]))],
                caller.CanonicalName,
                called.CanonicalName,
                kind => call.IsHeld(kind) || incoming.IsHeld(kind),
                Task.WhenAny(call.HungUp, incoming.HungUp).Unwrap(),
                deadline
            );
        }
        catch (JudgedException e)
        {
            return e.Judgement; // the call may stand, and is to be ended
        }
    }

    private Task<Judgement> TalkAsync(
        IReadOnlyList<MediaPath> paths,
        string callerName,
        string calledName,
        Func<string, bool> isHeld,
        Task<SipCallEnd> hungUp,
        CancellationToken deadline
    )
    {
        return means.TalkAsync(
            paths,
            ExchangeAsync,
            (medium, records) => LoopJudge.Measure(means.Check, means.Run, medium, records[0], records[1]),
            hungUp,
            deadline
        );

        async Task<IReadOnlyList<MediaRecord>> ExchangeAsync(MediaPath path, CancellationToken over)
        {
            var (here, there) = (path.Lines[0], path.Lines[1]);
            var outward = MediaOffer.StreamOf(means.Check, here, callerName);
            var homeward = MediaOffer.StreamOf(means.Check, there, calledName);
            var (sender, time) = (means.Sender, means.Run.Time);

            // Held at one end, it is heard at neither.
            bool IsHeld() => isHeld(path.Medium.Kind);
            var legs = await Task.WhenAll(
                MediaSession.ExchangeAsync(here.End.Sockets, outward, homeward, IsHeld, sender, time, over),
                MediaSession.ExchangeAsync(there.End.Sockets, homeward, outward, IsHeld, sender, time, over)
            );
            return [MediaRecord.Of(outward, legs[0], legs[1]), MediaRecord.Of(homeward, legs[1], legs[0])];
        }
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
}
