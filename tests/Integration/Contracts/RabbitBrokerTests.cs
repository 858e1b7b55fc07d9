using System.Text.Json;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Ringback.Aggregator.Bus;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Delivery;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.ProbeWorker;
using Ringback.Tests.Integration.Store;
using Ringback.Tests.Simulation.Contracts;

namespace Ringback.Tests.Integration.Contracts;

/// <summary>RabbitMQ, with the worker's own delivery and the arguments of the centre's queue, held to the contract of the simulation's broker.</summary>
public sealed class RabbitBrokerTests(LabFixture lab) : BrokerContract
{
    [Fact]
    public void The_limit_of_deliveries_is_the_centres() => Assert.Equal(DeliveryLimit, Topology.DeliveryLimit);

    private protected override async Task<IBrokerDoor> OpenAsync() =>
        await RabbitBrokerDoor.OpenAsync(new Uri(await lab.BrokerAsync()));
}

internal sealed class RabbitBrokerDoor : IBrokerDoor
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly string _name = $"contract-{Guid.NewGuid():N}";
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly CuttableRelay _relay;
    private readonly AmqpDelivery _delivery;

    private RabbitBrokerDoor(IConnection connection, IChannel channel, Uri broker)
    {
        (_connection, _channel, _relay) = (connection, channel, new CuttableRelay(broker));
        _delivery = new AmqpDelivery(
            new Broker(_relay.Uri, "contract") { ResultsExchange = _name },
            TimeProvider.System
        );
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Parked => $"{_name}-parked";

    public static async Task<RabbitBrokerDoor> OpenAsync(Uri broker)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(Cancel);
        return new RabbitBrokerDoor(connection, await connection.CreateChannelAsync(cancellationToken: Cancel), broker);
    }

    public async Task DeclareAsync()
    {
        await DeclareAsync(Parked, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        Dictionary<string, object?> arguments = new(Topology.IngestArguments) { ["x-dead-letter-exchange"] = Parked };
        await DeclareAsync(_name, arguments);
    }

    public Task PublishAsync(int number) =>
        _delivery.DeliverAsync(
            new ResultBatch
            {
                Region = "prague",
                Worker = "w",
                Results = [Samples.Result("pbx", "prague", new Instant(number))],
            },
            Cancel
        );

    public async Task<IConsumerDoor> ConsumeAsync(int prefetch) =>
        await Consumer.StartAsync(_relay.Uri, _name, (ushort)prefetch);

    public async Task<int> WaitingAsync() => (int)(await _channel.QueueDeclarePassiveAsync(_name, Cancel)).MessageCount;

    public async Task<int> ParkedAsync() => (int)(await _channel.QueueDeclarePassiveAsync(Parked, Cancel)).MessageCount;

    public Task GoAwayAsync()
    {
        _relay.Cut();
        return Task.CompletedTask;
    }

    public Task ComeBackAsync()
    {
        _relay.Mend();
        return Task.CompletedTask;
    }

    public Task PauseAsync() => Task.Delay(Pause, TimeProvider.System, Cancel);

    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync();
        await _relay.DisposeAsync();
        foreach (var name in new[] { _name, Parked })
        {
            await _channel.QueueDeleteAsync(name);
            await _channel.ExchangeDeleteAsync(name);
        }

        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task DeclareAsync(string name, Dictionary<string, object?> arguments)
    {
        await _channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: Cancel);
        await _channel.QueueDeclareAsync(name, true, false, false, arguments, cancellationToken: Cancel);
        await _channel.QueueBindAsync(name, name, "", cancellationToken: Cancel);
    }

    private sealed class Consumer(IConnection connection, IChannel channel) : IConsumerDoor
    {
        private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>();

        public static async Task<Consumer> StartAsync(Uri broker, string queue, ushort prefetch)
        {
            var factory = new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false };
            var connection = await factory.CreateConnectionAsync(Cancel);
            var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
            await channel.BasicQosAsync(0, prefetch, global: false, Cancel);
            var consumer = new Consumer(connection, channel);
            var events = new AsyncEventingBasicConsumer(channel);
            events.ReceivedAsync += (_, arrived) =>
                consumer._messages.Writer.WriteAsync(Message.Of(channel, arrived), Cancel).AsTask();
            await channel.BasicConsumeAsync(queue, autoAck: false, events, Cancel);
            return consumer;
        }

        public async Task<IMessageDoor> NextAsync() =>
            await _messages.Reader.ReadAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        public async ValueTask DisposeAsync()
        {
            await channel.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private sealed record Message(IChannel Channel, ulong Tag, int Number, bool IsRedelivered) : IMessageDoor
    {
        public static Message Of(IChannel channel, BasicDeliverEventArgs arrived)
        {
            var batch = JsonSerializer.Deserialize(arrived.Body.Span, ModelJson.Default.ResultBatch)!;
            return new Message(
                channel,
                arrived.DeliveryTag,
                (int)batch.Results[0].ScheduledAt.Microseconds,
                arrived.Redelivered
            );
        }

        public Task AcknowledgeAsync() => Channel.BasicAckAsync(Tag, multiple: false, Cancel).AsTask();

        public Task GiveBackAsync() => Channel.BasicNackAsync(Tag, multiple: false, requeue: true, Cancel).AsTask();
    }
}
