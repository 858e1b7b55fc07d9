using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Ntp;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>A few samples of one server, each from a fresh random port (RFC 9109): that with the least delay tells the most.</summary>
/// <param name="spacing">From one request to the next.</param>
internal sealed class NtpBurst(IPEndPoint server, INtpDialect dialect, ProbeRun run, TimeSpan spacing)
{
    /// <summary>How long any but the last is waited for, at least.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(1);

    private readonly List<NtpSample> _samples = [];
    private TimeSpan _askedAt;

    /// <summary>Datagrams that were no reply to ours.</summary>
    public int Ignored { get; private set; }

    public int Sent { get; private set; }

    public IReadOnlyList<NtpSample> Samples => _samples;

    /// <summary>Asks until there are enough samples, the server asks for less, or nothing more may be asked.</summary>
    /// <param name="most">1 or more.</param>
    /// <param name="mayAsk">Called before each request but the first.</param>
    /// <exception cref="SocketException">The first was refused.</exception>
    public async Task RunAsync(int most, Func<bool> mayAsk, CancellationToken deadline)
    {
        bool asked;
        using (run.Phase(PhaseNames.Exchange))
            asked = await TryAskAsync(isLast: most == 1, deadline);

        while (asked && Sent < most && !IsKissed)
        {
            var wait = spacing - (run.Elapsed - _askedAt);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, run.Time, deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            asked =
                !deadline.IsCancellationRequested && mayAsk() && await TryAskAsync(isLast: Sent + 1 == most, deadline);
        }
    }

    private bool IsKissed => _samples.Exists(sample => sample.Reply.Stratum == 0);

    /// <returns>False where nothing more can be asked.</returns>
    private async Task<bool> TryAskAsync(bool isLast, CancellationToken deadline)
    {
        if (dialect.Ask(NewNonce()) is not { } question)
            return false;

        Sent++;
        _askedAt = run.Elapsed;
        var patience = spacing > LeastPatience ? spacing : LeastPatience;
        using var wait = new CancellationTokenSource(isLast ? Timeout.InfiniteTimeSpan : patience, run.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, deadline);
        try
        {
            _samples.Add(await AskAsync(question, either.Token));
        }
        catch (Exception e) when (e is OperationCanceledException || (e is SocketException && _samples.Count > 0))
        {
            run.Evidence.Note($"no reply to request {Sent}");
        }

        return true;
    }

    private async Task<NtpSample> AskAsync(NtpQuestion question, CancellationToken deadline)
    {
        using var socket = DatagramSocket.ConnectedTo(server);
        socket.EnableSendStamps();
        var exchange = new DatagramExchange(socket, run.Time);
        run.Evidence.Sent("request, version 4, mode 3");
        try
        {
            var running = exchange.RunAsync<(NtpHeader Reply, RealtimeStamp Seen)>(
                question.Bytes,
                [],
                IsReply,
                deadline
            );
            var handedOver = RealtimeStamp.Now;
            var answer = await running;
            var left = socket.TakeSendStamp();
            var (sent, received) = (left ?? exchange.SentAt[0], answer.Datagram.ReceivedAt ?? answer.Value.Seen);
            var sample = new NtpSample(
                answer.Value.Reply,
                new NtpExchange(At(sent), answer.Value.Reply.Receive, answer.Value.Reply.Transmit, At(received))
            )
            {
                // Without a stamp of the kernel the request left between two readings of ours.
                TimingError = left is null ? handedOver - exchange.SentAt[0] : TimeSpan.Zero,
            };
            run.Evidence.Received(NtpText.Describe(sample));
            return sample;
        }
        finally
        {
            Ignored += exchange.Ignored;
        }

        bool IsReply(ReadOnlySpan<byte> datagram, out (NtpHeader, RealtimeStamp) answer)
        {
            var seen = RealtimeStamp.Now;
            var isReply = question.TryRead(datagram, out var reply);
            if (!isReply)
                run.Evidence.Note($"ignored, it does not answer our request: {NtpText.Describe(datagram)}");

            answer = (reply, seen);
            return isReply;
        }
    }

    private static NtpTimestamp NewNonce()
    {
        Span<byte> nonce = stackalloc byte[NtpTimestamp.Size];
        NtpTimestamp timestamp;
        do
        {
            RandomNumberGenerator.Fill(nonce);
        } while (!NtpTimestamp.TryParse(nonce, out timestamp) || timestamp == NtpTimestamp.None);

        return timestamp;
    }

    private static NtpTimestamp At(RealtimeStamp stamp) => NtpTimestamp.FromUnixNanoseconds(stamp.Nanoseconds);
}
