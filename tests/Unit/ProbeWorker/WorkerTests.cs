using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Machine;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker;

public sealed class WorkerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-worker-").FullName;
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);
    private readonly Centre _centre = new();

    public WorkerTests() => _silent.Start();

    public void Dispose()
    {
        _silent.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Workers_of_several_regions_live_in_one_process_each_with_its_own_slots()
    {
        var regions = new[] { "prague", "brno", "ostrava" };
        var catalog = Catalog(regions, Refusing("fast", interval: 0.5));
        var workers = regions.Select(Worker).ToList();
        workers.ForEach(worker => worker.Adopt(catalog));
        Assert.All(workers, worker => Assert.True(worker.IsReady));

        await UntilAsync(() => regions.All(region => _centre.Results.Count(result => result.Region == region) >= 3));
        await Task.WhenAll(workers.Select(worker => worker.DisposeAsync().AsTask()));

        Assert.Distinct(_centre.Results.Select(result => result.Key));
        Assert.All(_centre.Results, result => Assert.True(result.StartedAt >= result.ScheduledAt));
    }

    [Fact]
    public async Task A_slow_target_delays_no_other()
    {
        await using var worker = Worker("prague");
        worker.Adopt(Catalog(["prague"], Silent("slow", 30, 29), Refusing("fast", interval: 0.5)));

        await UntilAsync(() => _centre.Results.Count(result => result.Target == "fast") >= 5);
    }

    [Fact]
    public async Task A_stopped_worker_calls_the_run_under_way_cancelled_and_delivers_it()
    {
        var worker = Worker("prague");
        worker.Adopt(Catalog(["prague"], Silent("slow", interval: 2, timeout: 1.9)));
        using var client = await _silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await worker.DisposeAsync();

        Assert.Contains(
            _centre.Results,
            result => result is { Target: "slow", Outcome: Outcome.Unknown, Reason: Reason.Cancelled }
        );
    }

    [Fact]
    public async Task The_last_catalog_is_in_force_after_a_restart_without_the_centre()
    {
        var worker = Worker("prague");
        worker.Adopt(Catalog(["prague"], Refusing("fast", interval: 0.5)));
        await worker.DisposeAsync();
        _centre.Results.Clear();

        await using var again = Worker("prague");
        Assert.True(again.IsReady);
        await UntilAsync(() => !_centre.Results.IsEmpty);
    }

    [Fact]
    public async Task A_worker_of_some_kinds_leaves_the_others_alone()
    {
        var ntp = Refusing("time", interval: 0.3) with
        {
            Check = new NtpCheck { Host = "127.0.0.1", Port = 1 },
        };
        await using var worker = Worker("prague", kinds: ["https"]);
        worker.Adopt(Catalog(["prague"], Refusing("fast", interval: 0.5), ntp));

        await UntilAsync(() => _centre.Results.Count(result => result.Target == "fast") >= 4);
        Assert.DoesNotContain(_centre.Results, result => result.Target == "time");
    }

    [Fact]
    public async Task A_time_server_that_the_centre_says_to_leave_alone_is_not_asked()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)server.Client.LocalEndPoint!).Port;
        var ntp = Planned.Target("time", 0.5, 0.25) with
        {
            Check = new NtpCheck
            {
                Host = "127.0.0.1",
                Port = port,
                RateLimit = false,
            },
        };
        var hold = new ServerHold("127.0.0.1", port, Instant.Now(TimeProvider.System), TimeSpan.FromDays(1));
        await using var worker = Worker("prague");
        worker.Adopt(Catalog(["prague"], ntp) with { Held = [hold] });

        await UntilAsync(() => _centre.Results.Count >= 2);
        Assert.All(_centre.Results, result => Assert.Equal(Reason.RateHeld, result.Reason));
        Assert.Equal(0, server.Available);
    }

    private static Catalog Catalog(string[] regions, params Target[] targets) =>
        Planned.Catalog(Instant.UnixEpoch, [.. targets.Select(target => target with { Regions = regions })]);

    private static Target Refusing(string id, double interval) =>
        Planned.Target(id, interval, interval / 2) with
        {
            Check = new HttpsCheck { Url = new Uri("https://127.0.0.1:1/") },
        };

    private Target Silent(string id, double interval, double timeout) =>
        Planned.Target(id, interval, timeout) with
        {
            Check = new HttpsCheck { Url = new Uri($"https://127.0.0.1:{((IPEndPoint)_silent.LocalEndpoint).Port}/") },
        };

    private Worker Worker(string region) => Worker(region, null);

    private Worker Worker(string region, string[]? kinds)
    {
        var options = new WorkerOptions
        {
            Region = region,
            Name = "w",
            StateFolder = Path.Combine(_folder, region),
            Kinds = kinds?.ToHashSet(),
        };
        var means = new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess);
        var doors = WorkerDoors.Open(options, means, _centre, NullLoggerFactory.Instance);
        return new Worker(options, doors, ThisMachine.Instance, NullLoggerFactory.Instance);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2), "never came true");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Centre : IDelivery
    {
        public ConcurrentQueue<ProbeResult> Results { get; } = [];

        public Task DeliverAsync(ResultBatch batch, CancellationToken cancellation)
        {
            foreach (var result in batch.Results)
                Results.Enqueue(result);

            return Task.CompletedTask;
        }
    }
}
