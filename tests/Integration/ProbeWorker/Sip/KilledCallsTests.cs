using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Catalogs;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>Workers that are killed in the middle of calls and registrations: what they leave ends by itself.</summary>
public sealed class KilledCallsTests : IDisposable
{
    private const int OfWorker = 25;

    /// <summary>A sweep of the registrar, and a busy machine.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-calls-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As many as <c>RINGBACK_KILLED_RUNS</c> says.</summary>
    private static int Runs =>
        int.TryParse(Environment.GetEnvironmentVariable("RINGBACK_KILLED_RUNS"), out var runs) ? runs : 20;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Bindings_are_gone_within_60_seconds_and_calls_within_90()
    {
        var lab = $"/tmp/ringback-lab-killed-{Environment.ProcessId}";
        var own = await LoopbackLab.UpAsync(lab, ["kamailio"], Environment.ProcessId, Cancel);
        var workers = new List<Process>();
        try
        {
            var control = own.Variables["LAB_SIP_CONTROL"];
            for (var first = 0; first < Runs; first += OfWorker)
                workers.Add(Start(own.Variables, first, Math.Min(OfWorker, Runs - first)));

            // Of five runs two are calls to SIPp, two to baresip, and one holds two bindings.
            var (calls, bindings) = (Runs - (Runs / 5), 2 * (Runs / 5));
            await Until.TrueAsync(
                () => Kamailio.DialogsAsync(control).Result >= calls && Bindings(control) >= bindings,
                $"{calls} calls and {bindings} bindings are there"
            );
            foreach (var worker in workers)
                worker.Kill();

            var killed = Stopwatch.GetTimestamp();
            var (unbound, ended) = (default(TimeSpan?), default(TimeSpan?));
            while (unbound is null || ended is null)
            {
                var now = Stopwatch.GetElapsedTime(killed);
                Assert.True(
                    now < TimeSpan.FromSeconds(90) + (2 * Slack),
                    $"after {now}: bindings gone after {unbound}, calls after {ended}"
                );
                unbound ??= Bindings(control) == 0 ? now : null;
                ended ??= await Kamailio.DialogsAsync(control) == 0 ? now : null;
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancel);
            }

            // SIPp never hangs up: its calls are ended by the proxy, whose session timer nobody refreshed.
            var expired = await Kamailio.ExpiredDialogsAsync(control);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{Runs} killed runs: {bindings} bindings gone after {unbound.Value.TotalSeconds:0} s, {calls} calls after {ended.Value.TotalSeconds:0} s, {expired} of them by the session timer"
            );
            Assert.True(expired >= calls / 2, $"{expired} calls were ended by the session timer");
            Assert.True(unbound < TimeSpan.FromSeconds(60) + Slack, $"bindings lasted {unbound}");
            Assert.True(ended < TimeSpan.FromSeconds(90) + Slack, $"calls lasted {ended}");
        }
        finally
        {
            foreach (var worker in workers)
            {
                if (!worker.HasExited)
                    worker.Kill();

                worker.Dispose();
            }

            await LoopbackLab.DownAsync(lab);
        }
    }

    private static int Bindings(string control) =>
        new[] { "alice", "bob" }.Sum(account => Kamailio.ContactsAsync(control, account).Result.Count);

    private Process Start(IReadOnlyDictionary<string, string> variables, int first, int count)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{first}")).FullName;
        new CatalogShelf(Path.Combine(folder, "catalogs.jsonl"), NullLogger.Instance).Put(
            new Catalog
            {
                Regions = [new Region("prague", "Prague")],
                Components = [],
                Targets = [.. Enumerable.Range(first, count).Select(number => Target(variables, number))],
            }
        );
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Ringback.ProbeWorker.dll")]
        );
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        start.Environment["Region"] = "prague";
        start.Environment["Spool"] = folder;
        start.Environment["Broker"] = "amqp://127.0.0.1:1";
        start.Environment["Listen"] = "http://127.0.0.1:0";
        start.RedirectStandardOutput = true;
        var worker = Process.Start(start)!;
        worker.BeginOutputReadLine(); // somebody must, or it would block once the pipe is full
        return worker;
    }

    /// <summary>Under way from its first slot until the worker is killed.</summary>
    private static Target Target(IReadOnlyDictionary<string, string> variables, int number)
    {
        var check = new RtpCheck
        {
            Host = "127.0.0.1",
            Port = int.Parse(variables["LAB_SIP_PORT"], CultureInfo.InvariantCulture),
            Domain = "lab.test",
            Extension = number % 2 == 0 ? "baresip" : "echo", // the first hangs up who sends nothing any more
            Credential = new Credential("alice", new SecretReference("LAB_SIP_PASSWORD", null)),
            Parallel = true,
            MediaDuration = TimeSpan.FromMinutes(15),
        };
        if (number % 5 == 4)
        {
            check = check with
            {
                Extension = "bob",
                Callee = new Credential("bob", new SecretReference("LAB_SIP_PASSWORD_2", null)),
                Idle = TimeSpan.FromMinutes(15),
            };
        }

        return new Target
        {
            Id = $"call-{number}",
            Name = $"call-{number}",
            Regions = ["prague"],
            Interval = TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromMinutes(20),
            Confirm = new(1, 1),
            Check = check,
        };
    }
}
