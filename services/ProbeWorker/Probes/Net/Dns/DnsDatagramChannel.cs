using System.Net;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Net.Dns;

/// <summary>Over UDP: each question from a fresh random port, sent again where no answer comes (RFC 1035 §4.2.1, RFC 5452).</summary>
internal sealed class DnsDatagramChannel(ProbeRun run, IPEndPoint server) : DnsChannel(run)
{
    private const int MostRepeats = 3;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    protected override string Way => "UDP";

    /// <summary>Sendings after the first, of all questions.</summary>
    public int Retransmissions { get; private set; }

    /// <summary>Datagrams that were no answer to ours.</summary>
    public int Ignored { get; private set; }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task<DnsReply> ExchangeAsync(DnsQuery query, byte[] bytes, CancellationToken deadline)
    {
        using var socket = DatagramSocket.ConnectedTo(server);
        var exchange = new DatagramExchange(socket, Run.Time);
        try
        {
            var answer = await exchange.RunAsync<(DnsMessage Message, RealtimeStamp Seen)>(
                bytes,
                Waits(Run.TimeLimit),
                Recognise,
                deadline
            );
            var arrived = answer.Datagram.ReceivedAt ?? answer.Value.Seen;
            return new DnsReply(answer.Value.Message, answer.Datagram.Length, arrived - exchange.SentAt[0]);
        }
        finally
        {
            Retransmissions += exchange.Retransmissions;
            Ignored += exchange.Ignored;
        }

        bool Recognise(ReadOnlySpan<byte> datagram, out (DnsMessage, RealtimeStamp) answer)
        {
            var seen = RealtimeStamp.Now;
            var isAnswer = query.TryReadAnswer(datagram, out var message);
            if (!isAnswer)
                Run.Evidence.Note($"ignored {datagram.Length} bytes that do not answer our question");

            answer = (message, seen);
            return isAnswer;
        }
    }

    private static IEnumerable<TimeSpan> Waits(TimeSpan limit) =>
        Enumerable.Repeat(
            limit / (MostRepeats + 1) < LongestWait ? limit / (MostRepeats + 1) : LongestWait,
            MostRepeats
        );
}
