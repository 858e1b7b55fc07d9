using RabbitMQ.Client;

namespace Ringback.Aggregator.Bus;

/// <summary>A confirmed channel of the centre's own, beside MassTransit's: for topology, catalogs and parking.</summary>
/// <param name="uri">May hold a password: never log it.</param>
internal sealed class BrokerConnection(Uri uri) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private IConnection? _connection;
    private IChannel? _channel;

    public Uri Uri => uri;

    /// <summary>Grows with every channel that had to be opened: what was declared or published before may be gone.</summary>
    public int Generation { get; private set; }

    /// <exception cref="Exception">The broker is away.</exception>
    public async Task<IChannel> ChannelAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_channel is { IsOpen: true })
                return _channel;

            await CloseAsync();
            var factory = new ConnectionFactory
            {
                Uri = uri,
                ClientProvidedName = "ringback aggregator",
                AutomaticRecoveryEnabled = false,
                RequestedHeartbeat = TimeSpan.FromSeconds(10),
            };
            _connection = await factory.CreateConnectionAsync(cancel);
            _channel = await _connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true,
                    publisherConfirmationTrackingEnabled: true,
                    outstandingPublisherConfirmationsRateLimiter: null
                ),
                cancel
            );
            Generation++;
            return _channel;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Returns once the broker has it for good.</summary>
    /// <exception cref="Exception">It may or may not have it.</exception>
    public async Task PublishAsync(
        string exchange,
        string routingKey,
        ReadOnlyMemory<byte> body,
        IReadOnlyDictionary<string, object?> headers,
        CancellationToken cancel
    )
    {
        var channel = await ChannelAsync(cancel);
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            Persistent = true,
            Headers = new Dictionary<string, object?>(headers),
        };
        await channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, body, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _one.Dispose();
    }

    private async Task CloseAsync()
    {
        var (connection, channel) = (_connection, _channel);
        (_connection, _channel) = (null, null);
        if (channel is not null)
            await channel.DisposeAsync();

        if (connection is not null)
            await connection.DisposeAsync();
    }
}
