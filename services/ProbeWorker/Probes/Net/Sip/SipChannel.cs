using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>A UDP socket to one server, and the loop that reads it until it is disposed.</summary>
/// <remarks>Connected, so that a closed port at the server comes back as an error (RFC 3261 §18.4).</remarks>
internal sealed class SipChannel(IPEndPoint server) : IDisposable
{
    private readonly DatagramSocket _socket = DatagramSocket.ConnectedTo(server);
    private readonly CancellationTokenSource _disposed = new();

    public IPEndPoint Local => _socket.LocalEndPoint;

    /// <returns>CLOCK_REALTIME before it left, and how long the kernel took to take it.</returns>
    /// <exception cref="SocketException">It did not leave.</exception>
    public (RealtimeStamp SentAt, TimeSpan Took) Send(SipMessage message)
    {
        var sentAt = _socket.Send(message.ToBytes());
        return (sentAt, RealtimeStamp.Now - sentAt);
    }

    /// <param name="onMessage">Called for each message, one at a time.</param>
    /// <param name="onNoise">Called for each datagram that is no message.</param>
    /// <param name="onError">Called where the server's host refused, and reading goes on; and with a bug of ours, the last thing that is read.</param>
    public void Listen(
        Action<SipMessage, RealtimeStamp> onMessage,
        Action<SipFault> onNoise,
        Action<Exception> onError
    ) => _ = Task.Run(() => ReadAsync(onMessage, onNoise, onError));

    public void Dispose()
    {
        _disposed.Cancel();
        _socket.Dispose();
    }

    private async Task ReadAsync(
        Action<SipMessage, RealtimeStamp> onMessage,
        Action<SipFault> onNoise,
        Action<Exception> onError
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DatagramSocket.MaxDatagramSize);
        while (!_disposed.IsCancellationRequested)
        {
            try
            {
                var datagram = await _socket.ReceiveAsync(buffer, _disposed.Token);
                if (SipMessage.TryParse(buffer.AsSpan(0, datagram.Length), out var message, out var fault))
                    onMessage(message, datagram.ReceivedAt ?? RealtimeStamp.Now);
                else
                    onNoise(fault);
            }
            catch (SocketException e) when (!_disposed.IsCancellationRequested)
            {
                onError(e);
            }
            catch (Exception) when (_disposed.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // A bug of ours: whoever waits gets it, rather than a silence that would be the target's.
                onError(e);
                break;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
