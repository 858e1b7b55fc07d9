using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Calls an extension that sends back what it hears, and measures the media there and back.</summary>
/// <remarks>Whatever ends a run, its call is ended too: where the time is over, behind it and within 64·T1.</remarks>
/// <param name="sender">Shared by all calls of the worker.</param>
internal sealed class RtpProbe(PacedSender sender) : IProbe<RtpCheck>
{
    public async Task<Judgement> RunAsync(RtpCheck check, ProbeRun run, CancellationToken deadline)
    {
        var credentials = SipCredentials.Of(check, run.Means.Secrets);
        await using var agent = await SipConnector.OpenAsync(check, run, deadline);
        try
        {
            using var media = MediaSockets.Open(agent.Local.Address);
            var offer = MediaOffer.Create(check, media.Media.LocalEndPoint);
            await using var call = agent.Invite(
                SipConnector.UriOf(check, check.Extension, agent.Origin),
                offer,
                credentials
            );

            if (CallJudge.FindRefusal(await SetUpAsync(call, run, deadline), credentials is not null) is { } refused)
                return refused;

            run.Measure(MeasurementNames.Conforming, 0); // answered: until its media shows otherwise
            var judgement = await TalkAsync(check, run, call, offer, media, deadline);
            return await HangUpAsync(run, call, deadline) is { } failed && judgement.Outcome == Outcome.Up
                ? failed
                : judgement;
        }
        finally
        {
            run.Measure(MeasurementNames.Retransmissions, agent.Retransmissions);
        }
    }

    private static async Task<SipResponse> SetUpAsync(SipCall call, ProbeRun run, CancellationToken deadline)
    {
        using var phase = run.Phase(PhaseNames.SessionSetup);
        try
        {
            var final = await call.Final.WaitAsync(deadline);
            run.Measure(MeasurementNames.StatusCode, final.Response.Status);
            return final.Response;
        }
        finally
        {
            // By kernel stamps, unlike the phase's own clock: the first ring is known also where no answer came.
            if (call.PostDialDelay is { } postDialDelay)
            {
                run.AddPhase(PhaseNames.PostDialDelay, postDialDelay);
                run.Measure(MeasurementNames.PostDialDelaySeconds, postDialDelay.TotalSeconds);
            }

            if (call.SetupTime is { } setup)
                run.Measure(MeasurementNames.SessionSetupSeconds, setup.TotalSeconds);
        }
    }

    private async Task<Judgement> TalkAsync(
        RtpCheck check,
        ProbeRun run,
        SipCall call,
        SdpSession offer,
        MediaSockets sockets,
        CancellationToken deadline
    )
    {
        if (call.Answer is not { } answer)
            return Judgement.Down(Reason.ProtocolError, "The call was answered without a session description.");

        var match = SdpStream.Match(offer, answer);
        var codec = MediaOffer.CodecOf(check);
        if (match.Stream is not { } agreed)
            return CallJudge.OfRefusal(match.Refusal, codec);

        if (!MediaOffer.Fits(codec, agreed))
            return CallJudge.CodecMismatch(codec);

        if (CallJudge.FindOneWay(agreed.Direction) is { } oneWay)
            return oneWay;

        var local = sockets.Media.LocalEndPoint;
        var remote = await MediaAddress.FindAsync(agreed, run, local.AddressFamily, deadline);
        sockets.Connect(remote, agreed.RtcpPort);
        var stream = MediaOffer.StreamOf(check, agreed, MediaSession.HeaderOverheadOf(local));

        using var phase = run.Phase(PhaseNames.Media);
        using var hungUp = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var talking = MediaSession.RunAsync(sockets, stream, sender, run.Time, hungUp.Token);
        if (await Task.WhenAny(talking, call.HungUp) == call.HungUp)
        {
            await hungUp.CancelAsync();
            await ((Task)talking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            deadline.ThrowIfCancellationRequested();
            return CallJudge.OfHangUp(await call.HungUp);
        }

        return Measure(check, run, await talking);
    }

    private static Judgement Measure(RtpCheck check, ProbeRun run, MediaRecord record)
    {
        var figures = MediaAnalysis.Of(record, check.JitterBuffer, check.PacketLossConcealment);
        run.TimingError = TimeSpan.FromSeconds(figures.SendLatenessP99);
        run.Evidence.Note(MediaMeasurements.Describe(record, figures));
        MediaMeasurements.Record(run, record, figures, check.JitterBuffer, check.PacketLossConcealment);
        run.Measure(MeasurementNames.Conforming, MediaJudge.Conforms(record, figures, check.Limits) ? 1 : 0);
        return MediaJudge.Judge(record, figures, check);
    }

    /// <returns>Null where the call ended as it should.</returns>
    private static async Task<Judgement?> HangUpAsync(ProbeRun run, SipCall call, CancellationToken deadline)
    {
        using var phase = run.Phase(PhaseNames.Teardown);
        return await call.ByeAsync(deadline) is { Response: { IsSuccess: false } response }
            ? Judgement.Degraded(Reason.UnexpectedStatus, $"BYE was answered {response.Status} {response.Reason}.")
            : null;
    }
}
