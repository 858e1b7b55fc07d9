using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator;
using Ringback.Aggregator.Bus;
using Ringback.Aggregator.Correlation;
using Ringback.Aggregator.Ingest;
using Ringback.Aggregator.Retention;
using Ringback.Aggregator.Timelines;
using Ringback.Tests.Simulation.Doors.Broker;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>One aggregator process: the production intake, ingest, deriver and its loop over simulated doors.</summary>
internal sealed class Centre
{
    private const int Prefetch = 4;
    private static readonly NoMeters Meters = new();
    private static readonly IngestMetrics IngestMetrics = new(Meters);
    private static readonly DeriverMetrics DeriverMetrics = new(Meters);
    private static readonly CorrelatorMetrics CorrelatorMetrics = new(Meters);

    private readonly SimulatedBroker _broker;

    public Centre(Setting setting, Host host, CentreDoors doors)
    {
        Host = host;
        _broker = setting.Broker;
        var (loop, blueprint) = (setting.Loop, setting.Blueprint);
        var (ledger, correlations, retention, toBroker) = doors;
        var time = blueprint.Clock(loop, host);
        var wake = new Wake();
        var results = blueprint.Results(ledger);
        var derivations = blueprint.Derivations(ledger);
        Intake = new BatchIntake(
            new Ringback.Aggregator.Ingest.Ingest(results, wake, IngestMetrics, time),
            time,
            NullLogger<BatchIntake>.Instance
        );
        var deriver = new DeriverService(
            new Deriver(derivations, time),
            derivations,
            wake,
            DeriverMetrics,
            time,
            NullLogger<DeriverService>.Instance
        );
        var correlator = new CorrelationService(
            new Correlator(correlations, time),
            CorrelatorMetrics,
            time,
            new LoudLog<CorrelationService>(loop)
        );
        Keep("deriver", deriver.RunAsync);
        Keep("correlator", correlator.RepeatAsync);
        if (setting.Plan.Retention is var (lag, hour))
        {
            var sealer = new RetentionService(
                retention,
                retention,
                new Sealing(ledger),
                new AggregatorOptions { Database = "", ResultDays = 1 },
                new RetentionClock(loop, host, lag, hour),
                new LoudLog<RetentionService>(loop)
            );
            Keep("retention", sealer.RepeatAsync);
        }

        Subscription = _broker.Subscribe(
            host,
            toBroker,
            Prefetch,
            delivered => _ = blueprint.HandleAsync(delivered, this)
        );

        void Keep(string what, Func<CancellationToken, Task> run) =>
            host.Start(() => run(Stop))
                .ContinueWith(
                    ended => loop.Fail($"the {what} of {host.Name} ended: {ended.Exception}"),
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    host.Pool
                );
    }

    public Host Host { get; }

    public BatchIntake Intake { get; }

    public SimulatedBroker.Subscription Subscription { get; }

    /// <summary>An aggregator of a simulation is never asked to stop: it dies.</summary>
    public CancellationToken Stop { get; } = new CancellationTokenSource().Token;

    public Task ParkAsync(SimulatedBroker.Delivered delivered)
    {
        _broker.Park(delivered.Message);
        return Task.CompletedTask;
    }

    private sealed class NoMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose() { }
    }
}

/// <summary>Every way out of an aggregator.</summary>
internal sealed record CentreDoors(
    SimulatedLedger Ledger,
    SimulatedCorrelations Correlations,
    SimulatedRetention Retention,
    Network ToBroker
);
