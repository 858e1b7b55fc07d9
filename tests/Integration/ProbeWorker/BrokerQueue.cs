using RabbitMQ.Client;

namespace Ringback.Tests.Integration.ProbeWorker;

/// <summary>The centre's side of the broker for one test: an exchange and a queue, or a stream, of names of its own.</summary>
internal sealed class BrokerQueue(IConnection connection, IChannel channel) : IAsyncDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Name { get; } = $"test-{Guid.NewGuid():N}";

    public static async Task<BrokerQueue> ConnectAsync(Uri broker)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(Cancel);
        return new BrokerQueue(connection, await connection.CreateChannelAsync(cancellationToken: Cancel));
    }

    public Task DeclareExchangeAsync() =>
        channel.ExchangeDeclareAsync(Name, ExchangeType.Fanout, durable: true, cancellationToken: Cancel);

    public async Task BindQueueAsync()
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync(Name, true, false, false, arguments, cancellationToken: Cancel);
        await channel.QueueBindAsync(Name, Name, "", cancellationToken: Cancel);
    }

    public Task DeclareStreamAsync(string stream) =>
        channel.QueueDeclareAsync(
            stream,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "stream" },
            cancellationToken: Cancel
        );

    public async Task PublishAsync(string queue, ReadOnlyMemory<byte> body) =>
        await channel.BasicPublishAsync("", queue, body, Cancel);

    public async Task DeleteAsync(string queue) => await channel.QueueDeleteAsync(queue, cancellationToken: Cancel);

    /// <summary>All messages that are there, in order.</summary>
    public async Task<IReadOnlyList<BasicGetResult>> TakeAllAsync()
    {
        var messages = new List<BasicGetResult>();
        while (await channel.BasicGetAsync(Name, autoAck: true, Cancel) is { } message)
            messages.Add(message);

        return messages;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.QueueDeleteAsync(Name);
        await channel.ExchangeDeleteAsync(Name);
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
