using System.Security.Cryptography;
using Ringback.Model.Results;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Net.Dns;

/// <summary>A way to one resolver. One question at a time.</summary>
internal abstract class DnsChannel(ProbeRun run) : IAsyncDisposable
{
    protected ProbeRun Run { get; } = run;

    /// <summary>Such as <c>UDP</c>, for people.</summary>
    protected abstract string Way { get; }

    /// <param name="wantsAuthenticData">Whether the resolver is to say if the answer is proven.</param>
    /// <param name="deadline">Ends the wait.</param>
    /// <exception cref="JudgedException">The name cannot be asked for, or what comes is no DNS.</exception>
    /// <exception cref="OperationCanceledException">No answer came.</exception>
    public async Task<DnsReply> AskAsync(DnsQuestion question, bool wantsAuthenticData, CancellationToken deadline)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var query = new DnsQuery(id, question) { WantsAuthenticData = wantsAuthenticData };
        if (query.ToBytes() is not { } bytes)
        {
            throw new JudgedException(
                Judgement.Down(Reason.DnsFailure, $"{question.Name} is no name that can be asked for.")
            );
        }

        Run.Evidence.Sent($"{question} over {Way}");
        var reply = await ExchangeAsync(query, bytes, deadline);
        Run.Evidence.Received(DnsEvidence.Describe(reply));
        return reply;
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task<DnsReply> ExchangeAsync(DnsQuery query, byte[] bytes, CancellationToken deadline);
}
