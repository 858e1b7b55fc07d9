using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Catalogs;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Machine;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker;

/// <summary>The worker as a process, killed while it writes; its broker is away all the time.</summary>
public sealed class KilledWorkerTests : IDisposable
{
    private const int Targets = 40;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nothing_that_was_spooled_is_lost_and_nothing_is_there_twice()
    {
        new CatalogShelf(Path.Combine(_folder, "catalogs.jsonl"), NullLogger.Instance).Put(Catalog());
        var seen = new List<long>();
        for (var life = 1; life <= 3; life++)
        {
            using var worker = Start();
            try
            {
                var goal = seen.Count + (Targets * 4);
                await Until.TrueAsync(
                    () => !worker.HasExited && Spooled().Count >= goal,
                    $"{goal} results are spooled"
                );
                seen = Spooled();
            }
            finally
            {
                worker.Kill(entireProcessTree: true);
                await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }

        Assert.Subset(Spooled().ToHashSet(), seen.ToHashSet());
        using var spool = new Spool(
            SpoolFile.Open(SpoolPath, 1 << 24),
            new WorkerMetrics("prague"),
            ThisMachine.Instance,
            NullLogger.Instance
        );
        var results = spool.Peek(int.MaxValue, int.MaxValue).Results;
        Assert.Equal(spool.Count, results.Count);
        Assert.Equal(results.Count, results.Select(result => result.Key).Distinct().Count());
        foreach (var target in results.Where(result => result.Trigger == Trigger.Schedule).GroupBy(r => r.Target))
        {
            var slots = target.Select(result => result.ScheduledAt).Order().ToList(); // they stand as they ended
            var gaps = slots.Zip(slots.Skip(1), (earlier, later) => later - earlier).Count(gap => gap != Interval);
            Assert.True(gaps <= 2, $"{target.Key} has {gaps} gaps, but its worker was started again only twice");
        }
    }

    private string SpoolPath => Path.Combine(_folder, "spool.db");

    private static Catalog Catalog()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var closed = ((IPEndPoint)reserved.LocalEndpoint).Port;
        return new Catalog
        {
            Regions = [new Region("prague", "Prague")],
            Components = [],
            Targets =
            [
                .. Enumerable
                    .Range(0, Targets)
                    .Select(i => new Target
                    {
                        Id = $"t{i}",
                        Name = $"t{i}",
                        Regions = ["prague"],
                        Interval = Interval,
                        Timeout = TimeSpan.FromSeconds(0.5),
                        Check = new HttpsCheck { Url = new Uri($"https://127.0.0.1:{closed}/") },
                    }),
            ],
        };
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Ringback.ProbeWorker.dll")]
        );
        start.Environment["Region"] = "prague";
        start.Environment["Spool"] = _folder;
        start.Environment["Broker"] = "amqp://127.0.0.1:1";
        start.Environment["Listen"] = "http://127.0.0.1:0";
        start.RedirectStandardOutput = true;
        var worker = Process.Start(start)!;
        worker.BeginOutputReadLine(); // somebody must, or it would block once the pipe is full
        return worker;
    }

    /// <summary>Ids of the committed rows, read as any other process may.</summary>
    private List<long> Spooled()
    {
        var ids = new List<long>();
        if (!File.Exists(SpoolPath))
            return ids;

        using var connection = new SqliteConnection($"Data Source={SpoolPath};Mode=ReadOnly;Pooling=False");
        try
        {
            connection.Open();
            using var select = new SqliteCommand("SELECT id FROM result", connection);
            using var reader = select.ExecuteReader();
            while (reader.Read())
                ids.Add(reader.GetInt64(0));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 1 or 5 or 14)
        {
            // The worker is just making the file: no table yet, or locked.
            ids.Clear();
        }

        return ids;
    }
}
