using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Benchmarks.Media;

/// <summary>Sends each datagram back to where it came from, and counts what the kernel dropped because it was too slow.</summary>
internal sealed class MediaEcho : IDisposable
{
    private const long LongestSleep = 200_000;

    private readonly DatagramSocket _socket = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Thread _thread;
    private volatile bool _isStopped;

    public MediaEcho()
    {
        _socket.ReceiveBufferSize = 4 << 20;
        _thread = new Thread(Run) { IsBackground = true, Name = "media-echo" };
        _thread.Start();
    }

    public IPEndPoint EndPoint => _socket.LocalEndPoint;

    /// <summary>Datagrams that came.</summary>
    public long Received { get; private set; }

    /// <summary>Datagrams that went back.</summary>
    public long Returned { get; private set; }

    /// <summary>Datagrams that the kernel had no room for.</summary>
    public long Dropped { get; private set; }

    public void Dispose()
    {
        _isStopped = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[DatagramSocket.MaxDatagramSize];
        while (!_isStopped)
        {
            while (TryReceive(buffer, out var datagram))
            {
                Dropped = datagram.Dropped;
                Received++;
                _socket.SendTo(buffer.AsSpan(0, datagram.Length), datagram.Remote);
                Returned++;
            }

            KernelClock.SleepUntil(KernelClock.Monotonic + LongestSleep);
        }
    }

    /// <summary>Callers that have gone refuse their last packets: that is no end.</summary>
    private bool TryReceive(byte[] buffer, out Datagram datagram)
    {
        try
        {
            return _socket.TryReceive(buffer, out datagram);
        }
        catch (SocketException)
        {
            datagram = default;
            return false;
        }
    }
}
