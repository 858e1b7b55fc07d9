using System.Net;
using System.Net.Sockets;
using Ringback.Model.Results;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Net.Dns;

/// <summary>Asks this worker's nameservers, one after the other, until one speaks of the name; over TCP what UDP is too narrow for.</summary>
/// <param name="nameservers">In the order in which they are asked.</param>
internal sealed class DnsLookup(IReadOnlyList<IPEndPoint> nameservers, ProbeRun run)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Of one nameserver: it is asked twice in that time.</summary>
    private TimeSpan Patience => 2 * (run.TimeLimit / 4 < LongestWait ? run.TimeLimit / 4 : LongestWait);

    /// <returns>That there is an answer, no such name, or none that could be proven. Who refuses us speaks of us alone.</returns>
    /// <exception cref="JudgedException">Unknown: none spoke of it. Down: the name is none.</exception>
    public async Task<DnsMessage> AskAsync(DnsQuestion question, CancellationToken deadline)
    {
        var last = "this worker knows none";
        foreach (var nameserver in nameservers)
        {
            using var patience = new CancellationTokenSource(Patience, run.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, deadline);
            try
            {
                var message = await AskAsync(nameserver, question, either.Token);
                if (
                    message.Code
                    is DnsResponseCode.NoError
                        or DnsResponseCode.NoSuchName
                        or DnsResponseCode.ServerFailure
                )
                    return message;

                last = $"{nameserver} says {message.Code.Name()}";
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                last = "none before the time limit";
                break;
            }
            catch (OperationCanceledException)
            {
                last = $"{nameserver} is silent";
            }
            catch (Exception e)
                when (e is SocketException or IOException or JudgedException { Judgement.Reason: Reason.ProtocolError })
            {
                last = $"{nameserver}: {e.Message}";
            }

            run.Evidence.Note($"{question}: {last}");
        }

        throw new JudgedException(
            Judgement.Unknown(Reason.ResolverUnreachable, $"No nameserver answered for {question}: {last}.")
        );
    }

    private async Task<DnsMessage> AskAsync(IPEndPoint nameserver, DnsQuestion question, CancellationToken deadline)
    {
        await using var datagrams = new DnsDatagramChannel(run, nameserver);
        var message = (await datagrams.AskAsync(question, wantsAuthenticData: false, deadline)).Message;
        if (!message.IsTruncated)
            return message;

        // The worker's own means: neither what a run talks to, nor one of its phases.
        var socket = new Socket(nameserver.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await using var stream = new DnsStreamChannel(run, await ConnectAsync(socket, nameserver, deadline), "TCP");
        return (await stream.AskAsync(question, wantsAuthenticData: false, deadline)).Message;
    }

    private static async Task<NetworkStream> ConnectAsync(
        Socket socket,
        IPEndPoint nameserver,
        CancellationToken deadline
    )
    {
        try
        {
            await socket.ConnectAsync(nameserver, deadline);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
