using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.BadPath;

/// <summary>Stands between one client and a UDP server, does to their datagrams what a bad path does, and knows exactly what it did.</summary>
/// <remarks>
/// A thread of its own with kernel stamps, so that what it says it did does not depend on how busy the machine is. Read
/// <see cref="Up"/> and <see cref="Down"/> after disposal.
/// </remarks>
internal sealed class ImpairmentRelay : IDisposable
{
    /// <summary>Nanoseconds between two looks at the sockets: what no delay of less can be told from.</summary>
    private const long LongestSleep = 100_000;

    private const int ReceiveBufferSize = 4 << 20;

    private readonly DatagramSocket _front = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly DatagramSocket _back;
    private readonly Thread _thread;
    private IPEndPoint? _client;
    private volatile bool _isStopped;

    /// <param name="server">Where the client's datagrams go.</param>
    /// <param name="up">Client to server.</param>
    /// <param name="down">Server to client.</param>
    /// <param name="seed">Of both ways.</param>
    public ImpairmentRelay(IPEndPoint server, Impairment up, Impairment down, int seed)
    {
        (Up, Down) = (new ImpairedWay(up, seed), new ImpairedWay(down, ~seed));
        _back = DatagramSocket.ConnectedTo(server);
        _front.ReceiveBufferSize = _back.ReceiveBufferSize = ReceiveBufferSize;
        _thread = new Thread(Run) { IsBackground = true, Name = "impairment-relay" };
        _thread.Start();
    }

    /// <summary>Where the client sends to.</summary>
    public IPEndPoint EndPoint => _front.LocalEndPoint;

    public ImpairedWay Up { get; }

    public ImpairedWay Down { get; }

    public void Dispose()
    {
        _isStopped = true;
        _thread.Join();
        _front.Dispose();
        _back.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[DatagramSocket.MaxDatagramSize];
        while (!_isStopped)
        {
            while (TryReceive(_front, buffer, out var datagram))
            {
                _client = datagram.Remote;
                Up.Take(buffer.AsSpan(0, datagram.Length), datagram.ReceivedAt!.Value);
            }

            while (TryReceive(_back, buffer, out var datagram))
                Down.Take(buffer.AsSpan(0, datagram.Length), datagram.ReceivedAt!.Value);

            Up.Serve(bytes => _back.TrySend(bytes.Span, out _));
            Down.Serve(bytes => _front.SendTo(bytes.Span, _client!));
            Sleep();
        }
    }

    private void Sleep()
    {
        var now = RealtimeStamp.Now.Nanoseconds;
        var due = Math.Min(Up.NextDue ?? long.MaxValue, Down.NextDue ?? long.MaxValue);
        var wait = Math.Clamp(due - now, 0, LongestSleep);
        KernelClock.SleepUntil(KernelClock.Monotonic + wait);
    }

    /// <summary>A closed port on either side is what the client is to find out, not the relay.</summary>
    private static bool TryReceive(DatagramSocket socket, byte[] buffer, out Datagram datagram)
    {
        try
        {
            return socket.TryReceive(buffer, out datagram);
        }
        catch (SocketException)
        {
            datagram = default;
            return false;
        }
    }
}
