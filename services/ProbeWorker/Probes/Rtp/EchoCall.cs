using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;

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
            using var end = means.Open(agent);
            await using var call = agent.Invite(
                SipConnector.UriOf(check, check.Extension, agent.Origin),
                end.Offer,
                credentials
            );

            var final = await SipSetUp.WaitAsync(call, means.Run, deadline);
            if (CallJudge.FindRefusal(final, credentials is not null, call.Refusal) is { } refused)
                return refused;

            run.Measure(MeasurementNames.Conforming, 0); // answered: until its media shows otherwise
            var judgement = await TalkAsync(end, call, deadline);
            return await means.HangUpAsync(call, deadline) is { } failed && judgement.Outcome == Outcome.Up
                ? failed
                : judgement;
        }
        finally
        {
            run.Measure(MeasurementNames.Retransmissions, agent.Retransmissions);
        }
    }

    private async Task<Judgement> TalkAsync(CallEnd end, SipCall call, CancellationToken deadline)
    {
        IReadOnlyList<MediaLine> lines;
        try
        {
            lines = await means.ConnectAsync(MediaAgreement.OfAnswer(end, call.Answer), end, [end], deadline);
        }
        catch (JudgedException e)
        {
            return e.Judgement; // the call stands, and is to be ended
        }

        return await means.TalkAsync(
            [.. lines.Select(line => new MediaPath([line]))],
            async (path, over) =>
            {
                var stream = MediaOffer.StreamOf(means.Check, path.Lines[0], end.CanonicalName);
                var sockets = path.Lines[0].End.Sockets;
                return
                [
                    await MediaSession.RunAsync(
                        sockets,
                        stream,
                        () => call.IsHeld(path.Medium.Kind),
                        means.Sender,
                        means.Run.Time,
                        over
                    ),
                ];
            },
            (medium, records) => EchoJudge.Measure(means.Check, means.Run, medium, records[0]),
            call.HungUp,
            deadline
        );
    }
}
