using System.Globalization;
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

namespace Ringback.Tests.Benchmarks.Hostile;

/// <summary>A worker as it ships, spool on disk: is told servers, an empty line makes a catalog of all so far, says each result.</summary>
internal static class WorkerPart
{
    public const string Name = "worker";

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    private const string Region = "here";

    public static async Task<int> RunAsync()
    {
        var options = new WorkerOptions
        {
            Region = Region,
            Name = Name,
            StateFolder = Directory.CreateTempSubdirectory("ringback-hostile-").FullName,
        };
        var doors = WorkerDoors.Open(
            options,
            new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess),
            new Printed(),
            NullLoggerFactory.Instance
        );
        await using (var worker = new Worker(options, doors, ThisMachine.Instance, NullLoggerFactory.Instance))
        {
            List<Target> targets = [];
            while (await Console.In.ReadLineAsync() is { } line)
            {
                if (line.Length > 0)
                    targets.Add(ToTarget(line.Split('\t')));
                else
                    worker.Adopt(ToCatalog(targets));
            }
        }

        Directory.Delete(options.StateFolder, recursive: true);
        return 0;
    }

    /// <summary>A line of what it says.</summary>
    public static WatchedRun Read(string line)
    {
        var fields = line.Split('\t');
        return new(fields[0], Microseconds(fields[1]), Microseconds(fields[2]), fields[3], fields[4]);

        static TimeSpan Microseconds(string field) =>
            TimeSpan.FromMicroseconds(long.Parse(field, CultureInfo.InvariantCulture));
    }

    private static Target ToTarget(string[] fields) =>
        new()
        {
            Id = fields[0],
            Name = fields[0],
            Regions = [Region],
            Interval = Interval,
            Timeout = TimeLimit,
            Check = new HttpsCheck
            {
                Url = new Uri(fields[1]),
                Tls = new TlsSettings { CaFile = fields[2] },
            },
        };

    private static Catalog ToCatalog(List<Target> targets) =>
        new()
        {
            EffectiveAt = Instant.Now(TimeProvider.System),
            Regions = [new Region(Region, Region)],
            Components = [new Component("all", "All", null, [.. targets.Select(target => target.Id)])],
            Targets = [.. targets],
        };

    private sealed class Printed : IDelivery
    {
        public Task DeliverAsync(ResultBatch batch, CancellationToken cancellation)
        {
            foreach (var result in batch.Results.Where(result => result.Trigger == Trigger.Schedule))
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{result.Target}\t{(long)(result.StartedAt - result.ScheduledAt).TotalMicroseconds}\t{(long)result.Duration.TotalMicroseconds}\t{result.Outcome}\t{result.Reason}"
                    )
                );

            return Task.CompletedTask;
        }
    }
}

/// <summary>One run of the schedule.</summary>
/// <param name="Lateness">Of its start, after its slot.</param>
/// <param name="Reason">Empty for none.</param>
internal readonly record struct WatchedRun(
    string Target,
    TimeSpan Lateness,
    TimeSpan Took,
    string Outcome,
    string Reason
);
