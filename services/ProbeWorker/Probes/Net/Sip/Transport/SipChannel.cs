using System.Net;
using System.Net.Sockets;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip.Transport;

/// <summary>The way to one server: sends messages whole, and reads until it is disposed.</summary>
/// <param name="origin">How we name ourselves over it.</param>
internal abstract class SipChannel(SipOrigin origin) : IDisposable
{
    /// <summary>CS3, with which signalling is marked (RFC 4594 §4.2).</summary>
    public const int SignallingClass = 24;

    /// <summary>A peer that takes nothing for so long has broken the connection: nobody waits longer for it.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _disposed = new();

    public SipOrigin Origin { get; } = origin;

    public abstract IPEndPoint Local { get; }

    /// <summary>Whether the transport sends again what was lost, so that we need not (RFC 3261 §17.1).</summary>
    public abstract bool IsReliable { get; }

    /// <returns>CLOCK_REALTIME before it left, and how long the kernel took to take it.</returns>
    /// <exception cref="SocketException">It did not leave.</exception>
    /// <exception cref="IOException">The connection is broken.</exception>
    public (RealtimeStamp SentAt, TimeSpan Took) Send(SipMessage message)
    {
        var bytes = message.ToBytes();
        var sentAt = RealtimeStamp.Now;
        Write(bytes);
        return (sentAt, RealtimeStamp.Now - sentAt);
    }

    /// <summary>Keeps the way open through firewalls: two line ends, which every peer skips (RFC 5626 §3.5.1).</summary>
    /// <inheritdoc cref="Send" path="/exception"/>
    public void KeepAlive() => Write("\r\n\r\n"u8.ToArray());

    /// <param name="onMessage">Called for each message, one at a time.</param>
    /// <param name="onNoise">Called for what is no message, as it came, and why it is none.</param>
    /// <param name="onError">
    /// Called where the server's host refused a datagram, and reading goes on; with a connection that broke or was closed,
    /// or a bug of ours, it is the last thing that is read.
    /// </param>
    public void Listen(Action<SipMessage, RealtimeStamp> onMessage, Noise onNoise, Action<Exception> onError) =>
        _ = Task.Run(() => ListenAsync(onMessage, onNoise, onError));

    public void Dispose()
    {
        _disposed.Cancel();
        Close();
    }

    public delegate void Noise(ReadOnlySpan<byte> bytes, SipFault fault);

    protected abstract void Write(byte[] message);

    /// <summary>Reads until it is cancelled or broken.</summary>
    /// <param name="received">Called with each message that was cut, and its time.</param>
    /// <param name="noise">Called with what can be cut no more.</param>
    protected abstract Task ReadAsync(
        Received received,
        Noise noise,
        Action<Exception> onError,
        CancellationToken disposed
    );

    protected abstract void Close();

    protected delegate void Received(ReadOnlySpan<byte> message, RealtimeStamp at);

    private async Task ListenAsync(
        Action<SipMessage, RealtimeStamp> onMessage,
        Noise onNoise,
        Action<Exception> onError
    )
    {
        try
        {
            await ReadAsync(Take, onNoise, onError, _disposed.Token);
        }
        catch (Exception) when (_disposed.IsCancellationRequested)
        {
            // Closed by us.
        }
        catch (Exception e)
        {
            // Whoever waits gets it, a bug of ours too, rather than a silence that would be the target's.
            onError(e);
        }

        void Take(ReadOnlySpan<byte> bytes, RealtimeStamp at)
        {
            if (SipMessage.TryParse(bytes, out var message, out var fault))
                onMessage(message, at);
            else
                onNoise(bytes, fault);
        }
    }
}
