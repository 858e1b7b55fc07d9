using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;
using Ringback.Tests.Simulation.Doors.Broker;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Bugs;

/// <summary>Between spool and ledger.</summary>
internal static class BrokerBugs
{
    private static readonly StoreReceipt Nothing = new(0, 0, new Dictionary<string, int>());

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("publishes without waiting for the confirm")
        {
            WrongDelivery = (loop, host, network, broker) => new Unconfirmed(loop, host, network, broker),
        },
        new("a failed batch counts as delivered")
        {
            WrongDelivery = (loop, host, network, broker) => new GivesUp(loop, host, network, broker),
        },
        new("not mandatory: without a queue it vanishes") { WrongBroker = loop => new NotMandatory(loop) },
        new("confirmed before it is kept") { WrongBroker = loop => new ConfirmsEarly(loop) },
        new("what is given back is dropped") { WrongBroker = loop => new DropsReturned(loop) },
        new("acknowledged on receipt")
        {
            WrongConsumer = (delivered, _, handle) =>
            {
                delivered.Acknowledge();
                return handle();
            },
        },
        new("redelivered is taken for a duplicate")
        {
            WrongConsumer = (delivered, _, handle) =>
            {
                if (!delivered.IsRedelivered)
                    return handle();

                delivered.Acknowledge();
                return Task.CompletedTask;
            },
        },
        new("acknowledged before commit") { WrongStore = ledger => new NotAwaited(ledger) },
        new("an absent database is no work") { WrongStore = ledger => new SwallowsOutage(ledger) },
    ];

    private sealed class Unconfirmed(Loop loop, Host host, Network network, SimulatedBroker broker)
        : SimulatedDelivery(loop, host, network, broker)
    {
        public override Task DeliverAsync(ResultBatch batch, CancellationToken cancellation)
        {
            _ = base.DeliverAsync(batch, CancellationToken.None);
            return Task.CompletedTask;
        }
    }

    private sealed class GivesUp(Loop loop, Host host, Network network, SimulatedBroker broker)
        : SimulatedDelivery(loop, host, network, broker)
    {
        public override async Task DeliverAsync(ResultBatch batch, CancellationToken cancellation)
        {
            try
            {
                await base.DeliverAsync(batch, cancellation);
            }
            catch (IOException)
            {
                // It may have got through.
            }
        }
    }

    private sealed class NotMandatory(Loop loop) : SimulatedBroker(loop)
    {
        public override void Publish(byte[] body)
        {
            if (IsDeclared || IsAway)
                base.Publish(body);
        }
    }

    private sealed class ConfirmsEarly(Loop loop) : SimulatedBroker(loop)
    {
        public override void Publish(byte[] body)
        {
            if (IsAway || !IsDeclared)
                base.Publish(body);
            else
                Loop.After(
                    Loop.Between(0.05, 1),
                    () =>
                    {
                        if (!IsAway)
                            Keep(body);
                    }
                );
        }
    }

    private sealed class DropsReturned(Loop loop) : SimulatedBroker(loop)
    {
        protected override void Requeue(Message message) { }
    }

    private sealed class NotAwaited(IResultLedger ledger) : IResultLedger
    {
        public Task<StoreReceipt> StoreAsync(
            IReadOnlyList<TakenResult> taken,
            Instant receivedAt,
            CancellationToken cancel
        )
        {
            _ = ledger.StoreAsync(taken, receivedAt, cancel);
            return Task.FromResult(Nothing);
        }
    }

    private sealed class SwallowsOutage(IResultLedger ledger) : IResultLedger
    {
        public async Task<StoreReceipt> StoreAsync(
            IReadOnlyList<TakenResult> taken,
            Instant receivedAt,
            CancellationToken cancel
        )
        {
            try
            {
                return await ledger.StoreAsync(taken, receivedAt, cancel);
            }
            catch (IOException)
            {
                return Nothing;
            }
        }
    }
}
