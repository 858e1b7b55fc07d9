using RabbitMQ.Client;
using Ringback.Model;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>Where the broker is. Whoever uses a connection opens a new one after an error: there is no recovery to trust.</summary>
/// <param name="uri">May hold a password: never log it.</param>
internal sealed class Broker(Uri uri, string clientName)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Where batches go; the centre binds its queue to it.</summary>
    public string ResultsExchange { get; init; } = BusNames.Results;

    public Task<IConnection> ConnectAsync(CancellationToken cancellation) =>
        new ConnectionFactory
        {
            Uri = uri,
            ClientProvidedName = clientName,
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = Heartbeat,
        }.CreateConnectionAsync(cancellation);
}
