using System.Net;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>A call to an extension that sends back what it hears: the media there and back.</summary>
internal sealed class EchoCall(CallMeans means)
{
    public Task<Judgement> RunAsync(CancellationToken deadline) =>
        SipServers.UseAsync(means.Check, means.Run, CallAsync, deadline);

    private async Task<Judgement> CallAsync(SipUserAgent agent, CancellationToken deadline)
    {
        var (check, run) = (means.Check, means.Run);
        var credentials = await SipCredentials.ReadAsync(check, run.Means.Secrets, deadline);
        try
        {
            using var sockets = means.OpenSockets(agent.Local.Address);
            var offer = MediaOffer.Create(check, sockets.Media.LocalEndPoint);
            await using var call = agent.Invite(
                SipConnector.UriOf(check, check.Extension, agent.Origin),
                offer,
                credentials
            );

            if (
                CallJudge.FindRefusal(await SipSetUp.WaitAsync(call, means.Run, deadline), credentials is not null) is
                { } refused
            )
                return refused;

            run.Measure(MeasurementNames.Conforming, 0); // answered: until its media shows otherwise
            var judgement = await TalkAsync(agent, call, offer, sockets, deadline);
            return await means.HangUpAsync(call, deadline) is { } failed && judgement.Outcome == Outcome.Up
                ? failed
                : judgement;
        }
        finally
        {
            run.Measure(MeasurementNames.Retransmissions, agent.Retransmissions);
        }
    }

    private async Task<Judgement> TalkAsync(
        SipUserAgent agent,
        SipCall call,
        SdpSession offer,
        MediaSockets sockets,
        CancellationToken deadline
    )
    {
        var (check, run) = (means.Check, means.Run);
        MediaAgreement agreed;
        IPEndPoint remote;
        try
        {
            agreed = MediaAgreement.Of(check, offer, call.Answer);
            remote = await means.ConnectAsync(sockets, [sockets], agreed, agent, deadline);
        }
        catch (JudgedException e)
        {
            return e.Judgement; // the call stands, and is to be ended
        }

        var local = sockets.Media.LocalEndPoint;
        var stream = MediaOffer.StreamOf(check, agreed.Stream, MediaSession.HeaderOverheadOf(local));
        using var phase = run.Phase(PhaseNames.Media);
        using var hungUp = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var talking = MediaSession.RunAsync(sockets, stream, means.Sender, run.Time, hungUp.Token);
        if (await Task.WhenAny(talking, call.HungUp) == call.HungUp)
        {
            await hungUp.CancelAsync();
            await ((Task)talking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            deadline.ThrowIfCancellationRequested();
            return means.Conclude(CallJudge.OfHangUp(await call.HungUp), local, remote);
        }

        return means.Conclude(Measure(await talking), local, remote);
    }

    private Judgement Measure(MediaRecord record)
    {
        var (check, run) = (means.Check, means.Run);
        var figures = MediaAnalysis.Of(record, check.JitterBuffer, check.PacketLossConcealment);
        run.TimingError = TimeSpan.FromSeconds(figures.SendLatenessP99);
        run.Evidence.Note(MediaMeasurements.Describe(record, figures));
        MediaMeasurements.Record(run, record, figures, check.JitterBuffer, check.PacketLossConcealment);
        run.Measure(MeasurementNames.Conforming, MediaJudge.Conforms(record, figures, check.Limits) ? 1 : 0);
        return MediaJudge.Judge(record, figures, check);
    }
}
