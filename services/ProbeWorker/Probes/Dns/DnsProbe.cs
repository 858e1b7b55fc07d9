using System.Net;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Dns;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Dns;

/// <summary>Asks a resolver one question, judges the answer, and follows where it leads.</summary>
/// <remarks>
/// A named resolver is the target: its silence is down. The worker's own are its means: their silence, or their refusal, is
/// <c>unknown / resolver_unreachable</c>, and each is tried in its turn.
/// </remarks>
internal sealed class DnsProbe : IProbe<DnsCheck>
{
    public async Task<Judgement> RunAsync(DnsCheck check, ProbeRun run, CancellationToken deadline)
    {
        if (check.Resolver is not { } resolver)
            return await AskOwnAsync(check, run, deadline);

        var server = await run.Means.Resolver.ResolveAsync(run, resolver, check.Port, deadline);
        return (await AskAsync(check, server, run, deadline)).Judgement;
    }

    private static async Task<Judgement> AskOwnAsync(DnsCheck check, ProbeRun run, CancellationToken deadline)
    {
        var own = run.Means.Resolver.Nameservers;
        for (var i = 0; i < own.Count && !deadline.IsCancellationRequested; i++)
        {
            // A share of what is left, so that each gets its turn.
            using var share = new CancellationTokenSource((run.TimeLimit - run.Elapsed) / (own.Count - i), run.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(share.Token, deadline);
            try
            {
                var (judgement, code) = await AskAsync(check, own[i], run, either.Token);

                // Who refuses us speaks of us, not of the name.
                return judgement.Outcome == Outcome.Down && code == DnsResponseCode.Refused
                    ? Judgement.Unknown(Reason.ResolverUnreachable, judgement.Detail!)
                    : judgement;
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                run.Evidence.Note($"{own[i]} does not answer: {e.Message}");
            }
        }

        return Judgement.Unknown(
            Reason.ResolverUnreachable,
            own.Count == 0 ? "This worker knows no nameserver." : "None of this worker's nameservers answered."
        );
    }

    private static async Task<(Judgement Judgement, DnsResponseCode Code)> AskAsync(
        DnsCheck check,
        IPEndPoint server,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        await using var way = await DnsWay.OpenAsync(check, server, run, deadline);
        var question = new DnsQuestion(check.Name, DnsTypes.Of(check.Type));
        var reply = await way.AskTimedAsync(question, deadline);
        Measure(run, reply, question.Type);
        var judgement = DnsJudge.FindFault(check, reply.Message) ?? await FollowAsync(check, way, reply, run, deadline);
        return (judgement ?? DnsJudge.FindExcess(check, reply) ?? Judgement.Up, reply.Message.Code);
    }

    private static async Task<Judgement?> FollowAsync(
        DnsCheck check,
        DnsWay way,
        DnsReply reply,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        if (!check.Follow)
            return null;

        using var phase = run.Phase(PhaseNames.Follow);
        return await new DnsTrail(way.AskAsync, deadline).FindGapAsync(reply.Message.Answers);
    }

    private static void Measure(ProbeRun run, DnsReply reply, DnsRecordType type)
    {
        var message = reply.Message;
        var answers = message.Answers.Where(answer => answer.Type == type).ToList();
        run.Measure(MeasurementNames.RttSeconds, reply.Rtt.TotalSeconds);
        run.Measure(MeasurementNames.SizeBytes, reply.Size);
        run.Measure(MeasurementNames.ResponseCode, (int)message.Code);
        run.Measure(MeasurementNames.AnswersCount, answers.Count);
        run.Measure(MeasurementNames.AuthenticData, message.IsAuthentic ? 1 : 0);
        run.Measure(MeasurementNames.TruncatedAnswer, reply.WasTruncated ? 1 : 0);
        if (answers.Count > 0)
        {
            run.Measure(MeasurementNames.LeastTtlSeconds, answers.Min(answer => answer.TimeToLive).TotalSeconds);
        }
    }
}
