using System.Text.Json;
using RabbitMQ.Client;
using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>Over RabbitMQ: persistent, mandatory, confirmed. The centre declares exchange and queue; none is "broker away".</summary>
/// <remarks>For one caller at a time.</remarks>
internal sealed class AmqpDelivery(Broker broker, TimeProvider time) : IDelivery, IAsyncDisposable
{
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(30);

    private IConnection? _connection;
    private IChannel? _channel;

    /// <exception cref="Exception">
    /// Not confirmed: no connection, no exchange (404), no queue bound (NO_ROUTE), a nack, or no answer in time.
    /// </exception>
    public async Task DeliverAsync(ResultBatch batch, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(ConfirmLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var channel = await ChannelAsync(either.Token);
            await channel.BasicPublishAsync(
                broker.ResultsExchange,
                routingKey: "",
                mandatory: true,
                new BasicProperties { ContentType = "application/json", Persistent = true },
                JsonSerializer.SerializeToUtf8Bytes(batch, ModelJson.Default.ResultBatch),
                either.Token
            );
        }
        catch (Exception e)
        {
            await DisposeAsync();
            if (e is OperationCanceledException && limit.IsCancellationRequested)
                throw new TimeoutException($"The broker did not confirm within {ConfirmLimit.TotalSeconds} s.", e);

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var (connection, channel) = (_connection, _channel);
        (_connection, _channel) = (null, null);
        if (channel is not null)
            await channel.DisposeAsync();

        if (connection is not null)
            await connection.DisposeAsync();
    }

    private async Task<IChannel> ChannelAsync(CancellationToken cancellation)
    {
        if (_channel is { IsOpen: true })
            return _channel;

        await DisposeAsync();
        _connection = await broker.ConnectAsync(cancellation);
        return _channel = await _connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                outstandingPublisherConfirmationsRateLimiter: null
            ),
            cancellation
        );
    }
}
