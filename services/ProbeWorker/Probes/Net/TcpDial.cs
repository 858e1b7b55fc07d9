using System.Net;
using System.Net.Sockets;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Opens a TCP connection: the phase <c>connect</c>, by the kernel's clock where it was opened at once.</summary>
internal static class TcpDial
{
    /// <summary>To the first of several addresses that takes it.</summary>
    /// <param name="addresses">At least one.</param>
    /// <param name="codePoint">What the packets are marked with (RFC 2474), 0 to 63.</param>
    /// <param name="isOwn">Whether they are this worker's own means, which no target chose: the egress policy is not asked.</param>
    /// <exception cref="SocketException">None took it: what the last one said.</exception>
    public static async Task<Socket> ConnectAsync(
        IReadOnlyList<IPEndPoint> addresses,
        ProbeRun run,
        CancellationToken deadline,
        int codePoint = 0,
        bool isOwn = false
    )
    {
        run.Enter(PhaseNames.Connect);
        var started = run.Time.GetTimestamp();
        TimeSpan? handshake = null;
        try
        {
            var socket = await TryEachAsync(addresses, run, codePoint, isOwn, deadline);
            handshake = addresses.Count == 1 ? TcpHandshake.Time(socket) : null;
            return socket;
        }
        finally
        {
            var took = run.Time.GetElapsedTime(started);
            run.AddPhase(PhaseNames.Connect, handshake < took ? handshake.Value : took);
        }
    }

    private static async Task<Socket> TryEachAsync(
        IReadOnlyList<IPEndPoint> addresses,
        ProbeRun run,
        int codePoint,
        bool isOwn,
        CancellationToken deadline
    )
    {
        for (var i = 0; ; i++)
        {
            var endpoint = addresses[i];
            if (!isOwn)
                run.Means.Egress.Check(endpoint.Address);

            var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                run.Address = endpoint;
                DatagramSocket.Mark(socket, codePoint);
                await socket.ConnectAsync(endpoint, deadline);
                run.Evidence.Note($"connected to {endpoint}");
                return socket;
            }
            catch (SocketException e) when (i + 1 < addresses.Count)
            {
                socket.Dispose();
                run.Evidence.Note($"{endpoint}: {e.Message}, trying the next address");
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
