using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Tests.Simulation.Doors.Broker;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Contracts;

public sealed class SimulatedBrokerTests : BrokerContract
{
    [Fact]
    public void Its_limit_of_deliveries_is_the_one_that_is_held_against_the_real_one() =>
        Assert.Equal(DeliveryLimit, SimulatedBroker.DeliveryLimit);

    private protected override Task<IBrokerDoor> OpenAsync() =>
        Task.FromResult<IBrokerDoor>(new SimulatedBrokerDoor(new Loop(1)));
}

/// <summary>The simulated broker: time passes while somebody waits for it.</summary>
internal sealed class SimulatedBrokerDoor : IBrokerDoor
{
    private static readonly TimeSpan Away = TimeSpan.FromHours(1);

    private readonly Loop _loop;
    private readonly SimulatedBroker _broker;
    private readonly Network _network;
    private readonly SimulatedDelivery _delivery;
    private int _hosts;
    private long _backAt;

    public SimulatedBrokerDoor(Loop loop)
    {
        _loop = loop;
        _broker = new SimulatedBroker(loop);
        _network = new Network(loop);
        _delivery = new SimulatedDelivery(loop, NewHost(), _network, _broker);
    }

    public Task DeclareAsync()
    {
        _broker.IsDeclared = true;
        return Task.CompletedTask;
    }

    public Task PublishAsync(int number)
    {
        ProbeResult result = new()
        {
            Target = "pbx",
            Region = "prague",
            ScheduledAt = new Instant(number),
            StartedAt = new Instant(number),
            Trigger = Trigger.Schedule,
            Outcome = Outcome.Up,
        };
        ResultBatch batch = new()
        {
            Region = "prague",
            Worker = "w",
            Results = [result],
        };
        var publishing = _delivery.DeliverAsync(batch, CancellationToken.None);
        RunUntil(() => publishing.IsCompleted);
        return publishing;
    }

    public Task<IConsumerDoor> ConsumeAsync(int prefetch)
    {
        var host = NewHost();
        var consumer = new Consumer(this, host);
        _broker.Subscribe(host, _network, prefetch, consumer.Messages.Enqueue);
        return Task.FromResult<IConsumerDoor>(consumer);
    }

    public Task<int> WaitingAsync() => Task.FromResult(_broker.Waiting);

    public Task<int> ParkedAsync() => Task.FromResult(_broker.Parked.Count);

    public Task GoAwayAsync()
    {
        _backAt = _loop.Now + Away.Ticks;
        _broker.GoAway(Away);
        return Task.CompletedTask;
    }

    public Task ComeBackAsync()
    {
        RunUntil(() => _loop.Now >= _backAt);
        return Task.CompletedTask;
    }

    public Task PauseAsync()
    {
        var until = _loop.Now + TimeSpan.TicksPerSecond;
        RunUntil(() => _loop.Now >= until);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Host NewHost() => new(_loop, new Box(_loop, $"box-{++_hosts}"), $"host-{_hosts}", _hosts);

    private void RunUntil(Func<bool> holds)
    {
        var latest = _loop.Now + (2 * Away.Ticks);
        while (!holds())
        {
            Assert.True(_loop.Now < latest, "it never came");
            _loop.RunUntil(_loop.Now + (TimeSpan.TicksPerSecond / 10));
        }
    }

    private sealed class Consumer(SimulatedBrokerDoor door, Host host) : IConsumerDoor
    {
        public Queue<SimulatedBroker.Delivered> Messages { get; } = [];

        public Task<IMessageDoor> NextAsync()
        {
            door.RunUntil(() => Messages.Count > 0);
            return Task.FromResult<IMessageDoor>(new Message(Messages.Dequeue()));
        }

        public ValueTask DisposeAsync()
        {
            host.Kill();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Message(SimulatedBroker.Delivered delivered) : IMessageDoor
    {
        public int Number { get; } =
            (int)
                JsonSerializer
                    .Deserialize(delivered.Message.Body, ModelJson.Default.ResultBatch)!
                    .Results[0]
                    .ScheduledAt.Microseconds;

        public bool IsRedelivered => delivered.IsRedelivered;

        public Task AcknowledgeAsync()
        {
            delivered.Acknowledge();
            return Task.CompletedTask;
        }

        public Task GiveBackAsync()
        {
            delivered.Reject();
            return Task.CompletedTask;
        }
    }
}
