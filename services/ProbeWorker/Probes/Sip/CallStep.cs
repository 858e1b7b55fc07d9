using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Sip;

/// <summary>A call that is placed, answered and ended; nothing is sent over its media (RFC 3261 §13).</summary>
internal static class CallStep
{
    public static async Task<Judgement> RunAsync(
        SipCheck check,
        SipCredentials? credentials,
        SipUserAgent agent,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        // What is offered is there: media that comes is taken by the kernel, and nobody is told that the port is closed.
        using var media = DatagramSocket.BoundTo(new(agent.Local.Address, 0));
        var offer = check.WebRtc
            ? WebRtcSession.Offer(media.LocalEndPoint)
            : SdpStream.Offer(
                media.LocalEndPoint.Address,
                (ulong)Random.Shared.NextInt64(),
                SdpStream.Media(
                    "audio",
                    media.LocalEndPoint.Port,
                    [SdpRtpMap.Pcma, SdpRtpMap.Pcmu],
                    TimeSpan.FromMilliseconds(20)
                )
            );
        var uri = SipConnector.UriOf(check, check.User, agent.Origin);
        await using var call = agent.Invite(uri, offer, credentials, check.InviteSize ?? 0);
        var final = await SipSetUp.WaitAsync(call, run, deadline);
        var judgement = AnswerPolicy.Judge(check, final, call.Refusal);
        if (!final.IsSuccess)
            return judgement;

        var bye = await HangUpAsync(call, run, deadline);
        if (judgement.Outcome != Outcome.Up)
            return judgement;

        return FindFault(check, offer, call.Answer)
            ?? bye
            ?? (
                call.PostDialDelay > check.MaxPostDialDelay
                    ? Judgement.Degraded(
                        Reason.DelayExceeded,
                        $"It rang {Seconds(call.PostDialDelay.Value)} s after the INVITE, later than {Seconds(check.MaxPostDialDelay.Value)} s."
                    )
                    : Judgement.Up
            );
    }

    /// <returns>Null where the call ended as it should.</returns>
    private static async Task<Judgement?> HangUpAsync(SipCall call, ProbeRun run, CancellationToken deadline)
    {
        using var phase = run.Phase(PhaseNames.Teardown);
        return await call.ByeAsync(deadline) is { Response: { IsSuccess: false } response }
            ? Judgement.Degraded(Reason.UnexpectedStatus, $"BYE was answered {response.Status} {response.Reason}.")
            : null;
    }

    private static Judgement? FindFault(SipCheck check, SdpSession offer, SdpSession? answer)
    {
        if (answer is null)
            return Judgement.Down(Reason.ProtocolError, "The call was answered without a session description.");

        if (check.WebRtc)
        {
            return WebRtcSession.FindFault(answer) is { } fault
                ? Judgement.Down(Reason.ProtocolError, $"A browser could not talk over the answer: {fault}.")
                : null;
        }

        return SdpStream.Match(offer, answer)[0] is { Stream: null, Refusal: var refusal }
            ? Judgement.Down(Reason.ProtocolError, $"The answered session does not fit the offer: {refusal}.")
            : null;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
