using System.Collections.Concurrent;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ringback.Tests.EndToEnd.Hostile;

/// <summary>Hears every message of every exchange and stream of the product.</summary>
internal sealed class BrokerTap(IConnection connection, IChannel channel) : IAsyncDisposable
{
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <param name="exchanges">From now on.</param>
    /// <param name="streams">From their beginning.</param>
    public static async Task<BrokerTap> OpenAsync(string broker, string[] exchanges, string[] streams)
    {
        var cancel = TestContext.Current.CancellationToken;
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(cancel);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        var tap = new BrokerTap(connection, channel);
        await channel.BasicQosAsync(0, 100, false, cancel); // a stream is read by no one without
        var queue = await channel.QueueDeclareAsync(cancellationToken: cancel);
        foreach (var exchange in exchanges)
            await channel.QueueBindAsync(queue.QueueName, exchange, "", cancellationToken: cancel);

        await tap.ConsumeAsync(queue.QueueName, []);
        foreach (var stream in streams)
            await tap.ConsumeAsync(stream, new() { ["x-stream-offset"] = "first" });

        return tap;
    }

    /// <summary>As a worker would, or whoever has its password.</summary>
    public Task PublishAsync(string exchange, string body) =>
        channel
            .BasicPublishAsync(exchange, "", Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken)
            .AsTask();

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private Task<string> ConsumeAsync(string queue, Dictionary<string, object?> arguments)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            var headers = string.Join(
                ' ',
                (message.BasicProperties.Headers ?? new Dictionary<string, object?>()).Select(each =>
                    each.Value is byte[] bytes
                        ? $"{each.Key}={Encoding.UTF8.GetString(bytes)}"
                        : $"{each.Key}={each.Value}"
                )
            );
            Messages.Enqueue($"{queue} {headers}\n{Encoding.UTF8.GetString(message.Body.Span)}");
            await channel.BasicAckAsync(message.DeliveryTag, false);
        };
        return channel.BasicConsumeAsync(
            queue,
            autoAck: false,
            "",
            noLocal: false,
            exclusive: false,
            arguments,
            consumer,
            TestContext.Current.CancellationToken
        );
    }
}
