using Ringback.Aggregator.Bus;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Doors.Broker;

/// <summary>A quorum queue behind a fanout exchange: what it confirmed it keeps until it is acknowledged. Virtual where a planted bug does it wrong.</summary>
internal class SimulatedBroker(Loop loop)
{
    /// <summary>A message that came back more often than this is parked, and counted nowhere else.</summary>
    public const int DeliveryLimit = Topology.DeliveryLimit;

    private readonly List<Message> _waiting = [];
    private readonly List<Subscription> _subscriptions = [];
    private long _lastId;

    /// <summary>Whether the centre has declared exchange and queue.</summary>
    public bool IsDeclared { get; set; }

    public bool IsAway { get; private set; }

    /// <summary>Share of messages that overtake others, as those of several publishers and channels may.</summary>
    public double Disorder { get; set; }

    /// <summary>Messages that nobody has.</summary>
    public int Waiting => _waiting.Count;

    public List<Message> Parked { get; } = [];

    public bool IsEmpty => _waiting.Count == 0 && _subscriptions.All(each => each.Unacknowledged.Count == 0);

    protected Loop Loop => loop;

    /// <exception cref="IOException">Not there, or nobody would get it (404, NO_ROUTE).</exception>
    public virtual void Publish(byte[] body)
    {
        if (IsAway)
            throw new IOException("connection refused");

        if (!IsDeclared)
            throw new IOException("NO_ROUTE");

        Keep(body);
    }

    public Subscription Subscribe(Host host, Network network, int prefetch, Action<Delivered> handle)
    {
        var subscription = new Subscription(this, host, network, prefetch, handle);
        _subscriptions.Add(subscription);
        host.AtEnd(() => loop.After(loop.Between(0, 5), () => Drop(subscription)));
        Dispatch();
        return subscription;
    }

    /// <summary>A connection is gone: whatever it had not acknowledged goes to another, or to it again.</summary>
    public void Drop(Subscription subscription)
    {
        foreach (var message in subscription.TakeBack().AsEnumerable().Reverse()) // each before what waits
            Requeue(message);

        if (!subscription.Host.IsAlive)
            _subscriptions.Remove(subscription);

        Dispatch();
    }

    public void GoAway(TimeSpan time)
    {
        IsAway = true;
        foreach (var subscription in _subscriptions.ToList())
            Drop(subscription);

        loop.After(
            time,
            () =>
            {
                IsAway = false;
                Dispatch();
            }
        );
    }

    /// <summary>What an operator does with parked messages once their cause is gone.</summary>
    public void Replay()
    {
        foreach (var message in Parked)
            _waiting.Add(message with { Deliveries = 0 });

        Parked.Clear();
        Dispatch();
    }

    public void Park(Message message) => Parked.Add(message);

    protected void Keep(byte[] body)
    {
        _waiting.Insert(
            loop.Chance(Disorder) ? loop.Random.Next(_waiting.Count + 1) : _waiting.Count,
            new Message(++_lastId, body, 0)
        );
        Dispatch();
    }

    protected virtual void Requeue(Message message)
    {
        if (message.Deliveries > DeliveryLimit)
            Park(message);
        else
            _waiting.Insert(0, message);
    }

    private void Dispatch()
    {
        while (!IsAway && _waiting.Count > 0)
        {
            var free = _subscriptions.Where(each => each.HasRoom).ToList();
            if (free.Count == 0)
                return;

            var message = _waiting[0] with { Deliveries = _waiting[0].Deliveries + 1 };
            _waiting.RemoveAt(0);
            loop.Pick(free).Deliver(message);
        }
    }

    internal sealed record Message(long Id, byte[] Body, int Deliveries);

    /// <summary>A message in the hands of a consumer.</summary>
    internal sealed record Delivered(Subscription Subscription, Message Message, int Connection)
    {
        public bool IsRedelivered => Message.Deliveries > 1;

        public void Acknowledge() => Subscription.Settle(this, requeue: false);

        public void Reject() => Subscription.Settle(this, requeue: true);
    }

    /// <summary>A consumer's connection, opened again after each break.</summary>
    internal sealed class Subscription(
        SimulatedBroker broker,
        Host host,
        Network network,
        int prefetch,
        Action<Delivered> handle
    )
    {
        private int _connection;
        private long _lastArrival;

        public Host Host => host;

        public OrderedDictionary<long, Message> Unacknowledged { get; } = [];

        public bool HasRoom => host.IsAlive && !network.IsCut && Unacknowledged.Count < prefetch;

        public void Deliver(Message message)
        {
            Unacknowledged[message.Id] = message;
            var delivered = new Delivered(this, message, _connection);
            if (network.Loses())
            {
                Break();
                return;
            }

            // One after the other on one connection; what they cause may overtake.
            _lastArrival = Math.Max(_lastArrival + 1, broker.Loop.Now + network.Latency().Ticks);
            broker.Loop.At(_lastArrival, () => host.Post(() => handle(delivered)));
        }

        /// <summary>An answer over a connection that is gone means nothing.</summary>
        public void Settle(Delivered delivered, bool requeue)
        {
            if (network.Loses())
            {
                Break();
                return;
            }

            broker.Loop.After(
                network.Latency(),
                () =>
                {
                    if (delivered.Connection != _connection || !Unacknowledged.Remove(delivered.Message.Id))
                        return;

                    if (requeue)
                        broker.Requeue(delivered.Message);

                    broker.Dispatch();
                }
            );
        }

        public List<Message> TakeBack()
        {
            _connection++;
            _lastArrival = 0;
            List<Message> back = [.. Unacknowledged.Values];
            Unacknowledged.Clear();
            return back;
        }

        private void Break()
        {
            var connection = _connection;
            broker.Loop.After(
                broker.Loop.Between(0.01, 5),
                () =>
                {
                    if (connection == _connection)
                        broker.Drop(this);
                }
            );
        }
    }
}
