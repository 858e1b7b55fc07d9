using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Uses the first of a domain's servers that serves (RFC 3263 §4.3).</summary>
/// <remarks>
/// One that cannot be reached, says nothing for its share of the time, or answers 503 is left for the next; what was said of
/// each is written into the evidence, and <c>servers_tried_count</c> says how many there were where it was more than one. A
/// certificate that is wrong is no reason to look elsewhere: it is what the check is to find.
/// </remarks>
internal static class SipServers
{
    /// <param name="use">What is done with a phone at one server; begun anew at the next.</param>
    /// <returns>What was said of the first server that serves, else of the last one.</returns>
    /// <exception cref="JudgedException">No name, no trust, no WebSocket.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The last address took no connection, or this worker has no port left.</exception>
    public static async Task<Judgement> UseAsync(
        SignallingCheck check,
        ProbeRun run,
        Func<SipUserAgent, CancellationToken, Task<Judgement>> use,
        CancellationToken deadline
    )
    {
        var servers = await SipLocator.FindAsync(check, run, deadline);
        for (var i = 0; ; i++)
        {
            if (i > 0)
                run.Measure(MeasurementNames.ServersTried, i + 1);

            if (i == servers.Count - 1)
            {
                await using var last = await SipConnector.OpenAsync(check, servers[i], run, deadline);
                return await use(last, deadline);
            }

            var patience = run.TimeLimit / (2 * servers.Count);
            if (await TryAsync(check, servers[i], patience, run, use, deadline) is { } judgement)
                return judgement;
        }
    }

    /// <returns>Null where another server is to be tried.</returns>
    private static async Task<Judgement?> TryAsync(
        SignallingCheck check,
        IPEndPoint server,
        TimeSpan patience,
        ProbeRun run,
        Func<SipUserAgent, CancellationToken, Task<Judgement>> use,
        CancellationToken deadline
    )
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        Task? heard = null;
        try
        {
            using var opening = new CancellationTokenSource(patience, run.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(given.Token, opening.Token);
            await using var agent = await SipConnector.OpenAsync(check, server, run, either.Token);
            heard = agent.Heard;
            var trial = use(agent, given.Token);
            await Task.WhenAny(trial, heard, Task.Delay(patience, run.Time, given.Token));
            if (!trial.IsCompleted && !heard.IsCompleted)
                await given.CancelAsync();

            var judgement = await trial;
            if (!agent.IsUnavailable || judgement.Outcome == Outcome.Up)
                return judgement;

            run.Evidence.Note($"{server} answers 503, trying the next server");
        }
        catch (Exception e) when (!deadline.IsCancellationRequested && heard is not { IsCompleted: true } && IsDead(e))
        {
            var why = e is OperationCanceledException ? $"nothing within {patience.TotalSeconds:0.###} s" : e.Message;
            run.Evidence.Note($"{server}: {why}, trying the next server");
        }

        return null;
    }

    private static bool IsDead(Exception e) =>
        e is OperationCanceledException or JudgedException { Judgement.Reason: Reason.Timeout }
        || SipFailures.IsOfTransport(e);
}
