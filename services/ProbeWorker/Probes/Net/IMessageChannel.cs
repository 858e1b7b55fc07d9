namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Whole messages to one peer and back: a datagram each, or cut out of a stream.</summary>
internal interface IMessageChannel : IDisposable
{
    /// <returns>CLOCK_REALTIME read just before the message left.</returns>
    ValueTask<RealtimeStamp> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <param name="buffer">As long as the longest datagram.</param>
    ValueTask<Datagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
