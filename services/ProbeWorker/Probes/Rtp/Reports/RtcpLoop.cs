using System.Buffers;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Rtp.Reports;

/// <summary>Sends our reports while a call lasts, and reads the peer's where they come to a port of their own.</summary>
/// <remarks>
/// The first report goes out with the first packets, which RFC 3550 §6.2 allows to a call of two, so that a short call
/// too has a round trip. A peer without RTCP refuses what we send, and that is no error.
/// </remarks>
internal sealed class RtcpLoop(MediaSockets sockets, RtcpExchange exchange, TimeProvider time)
{
    /// <summary>Half the RFC's usual 5 s: some 50 bytes each are far under 5 % of the least stream.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends when stopped, which is no error; our goodbye is then sent.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var reading = sockets.IsMultiplexed ? Task.CompletedTask : ReadAsync(stop);
        for (var wait = First; !stop.IsCancellationRequested; wait = Interval)
        {
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Send(isLast: stop.IsCancellationRequested);
        }

        await reading;
    }

    private void Send(bool isLast)
    {
        Span<byte> report = stackalloc byte[RtcpExchange.MaxReportSize];
        if (exchange.TryReport(report, isLast, out var written))
            sockets.ForReports.TrySend(report[..written], out _);
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DatagramSocket.MaxDatagramSize);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var datagram = await sockets.ForReports.ReceiveAsync(buffer, stop);
                exchange.Take(buffer.AsSpan(0, datagram.Length), datagram.ReceivedAt ?? RealtimeStamp.Now);
            }
            catch (SocketException)
            {
                // Nobody listens there, or not yet.
                continue;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
