using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using Ringback.CatalogFiles;
using Ringback.Cli.Lab;
using Ringback.Model;

namespace Ringback.Tests.EndToEnd;

/// <summary>The worker as it is deployed: compiled ahead of time, without a warning, and run for a slot of every kind.</summary>
public sealed class AheadOfTimeTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_native_worker_takes_a_catalog_and_delivers_a_good_result_of_every_kind()
    {
        var program = await PublishAsync();
        var folder = RunFolder.OfName($"e2e-aot-{Environment.ProcessId}");
        var lab = await LoopbackLab.UpAsync(
            folder,
            ServerPlans.Names.Where(name => name != "postgres"),
            Environment.ProcessId,
            TestContext.Current.CancellationToken
        );
        try
        {
            await using var connection = await new ConnectionFactory
            {
                Uri = new Uri(lab.Variables["RINGBACK_BROKER"]),
            }.CreateConnectionAsync(TestContext.Current.CancellationToken);
            await using var channel = await connection.CreateChannelAsync(
                cancellationToken: TestContext.Current.CancellationToken
            );
            await DeclareAsync(channel);
            await PublishCatalogAsync(channel, lab);
            var started = TimeProvider.System.GetTimestamp();
            using var worker = Start(program, lab);
            try
            {
                var kinds = await UpKindsAsync(channel, worker);
                output.WriteLine(
                    $"{new FileInfo(program).Length / 1e6:F1} MB; a good result of {string.Join(", ", kinds)} "
                        + $"after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} s"
                );
            }
            finally
            {
                worker.Kill();
                await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    /// <summary>What <c>make test</c> began while earlier suites waited is not done again.</summary>
    private static async Task<string> PublishAsync()
    {
        using var publish = Process.Start(
            new ProcessStartInfo(Path.Combine(Repository.Root, "infra/native-worker.sh"))
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = publish.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(publish.ExitCode == 0, await said + await errors);
        Assert.DoesNotContain("warning", await said, StringComparison.OrdinalIgnoreCase);
        return Path.Combine(Repository.Root, "artifacts/aot/worker/Ringback.ProbeWorker");
    }

    private static async Task DeclareAsync(IChannel channel)
    {
        await channel.ExchangeDeclareAsync("ringback.results", ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync("results", durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("results", "ringback.results", "");
        await channel.QueueDeclareAsync(
            "catalog.prague",
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "stream" }
        );
    }

    private static async Task PublishCatalogAsync(IChannel channel, LoopbackLab lab)
    {
        var reading = CatalogFile.Read(Path.Combine(Repository.Root, "infra/catalogs/lab.yaml"), lab.Variables);
        Assert.NotNull(reading.Catalog);
        await channel.BasicPublishAsync(
            "",
            "catalog.prague",
            JsonSerializer.SerializeToUtf8Bytes(reading.Catalog, ModelJson.Default.Catalog)
        );
    }

    private static Process Start(string program, LoopbackLab lab)
    {
        var state = Path.Combine(lab.Folder, "native-worker");
        Directory.CreateDirectory(state);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        foreach (var (name, value) in lab.Variables)
            start.Environment[name] = value;

        start.Environment["Region"] = "prague";
        start.Environment["Worker"] = "native";
        start.Environment["Broker"] = lab.Variables["RINGBACK_BROKER"];
        start.Environment["Spool"] = state;
        start.Environment["Listen"] = "http://127.0.0.1:0";
        return Process.Start(start)!;
    }

    private static async Task<IReadOnlyCollection<string>> UpKindsAsync(IChannel channel, Process worker)
    {
        var log = new StringBuilder();
        worker.OutputDataReceived += (_, line) => log.AppendLine(line.Data);
        worker.BeginOutputReadLine();
        var up = new SortedSet<string>(StringComparer.Ordinal);
        var started = TimeProvider.System.GetTimestamp();
        while (up.Count < 10)
        {
            Assert.False(worker.HasExited, $"the worker ended:\n{log}");
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Deadline,
                $"only {string.Join(", ", up)} were up:\n{log}"
            );
            if (await channel.BasicGetAsync("results", autoAck: true) is not { } message)
            {
                await Task.Delay(
                    TimeSpan.FromMilliseconds(100),
                    TimeProvider.System,
                    TestContext.Current.CancellationToken
                );
                continue;
            }

            foreach (var result in JsonNode.Parse(message.Body.Span)!["results"]!.AsArray())
            {
                if ((string)result!["outcome"]! == "up")
                    up.Add((string)result["target"]!);
            }
        }

        return up;
    }
}
