using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Ringback.Aggregator;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Catalogs;
using Ringback.Aggregator.Ingest;
using Ringback.Aggregator.Runs;
using Ringback.Api;
using Ringback.Api.Security;
using Ringback.Model.Access;
using Ringback.Model.Results;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Machine;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ServiceDefaults;

namespace Ringback.Cli.Up;

/// <summary>The same services in one process: a worker a region, results handed over in process, the same ledger.</summary>
internal static class OneProcess
{
    /// <summary>Nobody is told over a network: a catalog may rule soon.</summary>
    private static readonly TimeSpan CatalogLead = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(UpSettings settings, CancellationToken cancel)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Listen"] = $"http://{settings.Listen}:{settings.Port}";
        builder.Configuration["Access"] = settings.Access;
        builder.Configuration["Catalog:LeadSeconds"] = $"{CatalogLead.TotalSeconds:F0}";
        if (settings.Access == "open")
            builder.Configuration["RateLimit:Address"] = "0"; // whoever is on this machine is nobody's flood

        var mistakes = new List<string>();
        var alerts = AlertSettings.Read(builder.Configuration, mistakes);
        if (mistakes.Count > 0)
            throw new CommandException(string.Join('\n', mistakes), CommandException.BadUsage);

        builder.AddServiceDefaults("ringback");
        builder.Services.AddAggregator(
            new AggregatorOptions
            {
                Database = settings.Database,
                CatalogPath = settings.CatalogFile,
                CatalogVariables = settings.Variables,
                CatalogLead = CatalogLead,
                Alerts = alerts,
            }
        );
        builder.Services.AddApi();

        await using var app = builder.Build();
        app.MapServiceDefaults().Needs(Role.Viewer);
        app.MapApi();
        await app.StartAsync(cancel);
        await using var workers = new RegionalWorkers(app.Services, Path.Combine(settings.Lab.Folder, "workers"));
        app.Services.GetRequiredService<CatalogNews>().Subscribe(workers.Adopt);
        app.Services.GetRequiredService<RunNews>().Subscribe(workers.RunAsync);

        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        await AdminKey.MakeAsync(settings, cancel);
        Console.WriteLine($"page and API: {address}/");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel, app.Lifetime.ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Console.WriteLine("stopping");
        await workers.DisposeAsync(); // their last results still find the ledger
        await app.StopAsync(CancellationToken.None);
    }

    /// <summary>A worker for every region that a catalog ever named.</summary>
    private sealed class RegionalWorkers(IServiceProvider services, string folder) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, Worker> _workers = new();

        public void Adopt(Store.Catalogs.CatalogVersion version)
        {
            foreach (var region in version.Catalog.Regions)
                _workers.GetOrAdd(region.Id, Start);

            foreach (var worker in _workers.Values)
                worker.Adopt(version.Catalog);
        }

        public Task RunAsync(RunRequest request, string region, CancellationToken cancel)
        {
            if (_workers.TryGetValue(region, out var worker))
                worker.Run(request);

            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(_workers.Values.Select(worker => worker.DisposeAsync().AsTask()));
            _workers.Clear();
        }

        private Worker Start(string region)
        {
            var state = Path.Combine(folder, region);
            Directory.CreateDirectory(state);
            var logs = services.GetRequiredService<ILoggerFactory>();
            var options = new WorkerOptions
            {
                Region = region,
                Name = $"{region}-1",
                StateFolder = state,
            };
            var means = new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess);
            var delivery = new DeliveryInProcess(services.GetRequiredService<Ingest>());
            return new Worker(options, WorkerDoors.Open(options, means, delivery, logs), ThisMachine.Instance, logs);
        }
    }

    /// <summary>Delivered when it is committed.</summary>
    private sealed class DeliveryInProcess(Ingest ingest) : IDelivery
    {
        public Task DeliverAsync(ResultBatch batch, CancellationToken cancellation) =>
            ingest.TakeAsync(batch, cancellation);
    }
}
