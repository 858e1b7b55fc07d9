using Ringback.ProbeWorker.Catalogs;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Machine;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Runs;

namespace Ringback.ProbeWorker;

/// <summary>One worker as a process of its own: results to the broker, catalogs from it.</summary>
internal sealed class WorkerService(WorkerSettings settings, TimeProvider time, ILoggerFactory logs)
    : IHostedService,
        IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private AmqpDelivery? _delivery;
    private Worker? _worker;
    private Task _reading = Task.CompletedTask;

    public bool IsReady => _worker?.IsReady == true;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var region = settings.Options.Region;
        var broker = new Broker(settings.Broker, $"ringback worker {region}/{settings.Options.Name}");
        _delivery = new AmqpDelivery(broker, time);
        _worker = new Worker(
            settings.Options,
            WorkerDoors.Open(
                settings.Options,
                new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess) { Egress = settings.Options.Egress },
                _delivery,
                logs
            ),
            ThisMachine.Instance,
            logs
        );
        var stream = new CatalogStream(broker, region, _worker.Adopt, time, logs.CreateLogger<CatalogStream>());
        var runs = new RunStream(broker, region, _worker.Run, time, logs.CreateLogger<RunStream>());
        _reading = Task.WhenAll(
            Task.Run(() => stream.RunAsync(_stop.Token), CancellationToken.None),
            Task.Run(() => runs.RunAsync(_stop.Token), CancellationToken.None)
        );
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_worker is not null)
            await _worker.DisposeAsync();

        if (_delivery is not null)
            await _delivery.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();
}
