using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Machine;

namespace Ringback.Tests.Integration.ProbeWorker.Delivery;

/// <summary>The spool on a disk of four megabytes (a tmpfs, so this needs root).</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _disk = Directory.CreateTempSubdirectory("ringback-disk-").FullName;
    private readonly bool _mounted;

    public FullDiskTests() => _mounted = Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", _disk);

    public void Dispose()
    {
        if (_mounted)
            Run("umount", _disk);

        Directory.Delete(_disk, recursive: true);
    }

    [Fact]
    public async Task A_full_disk_loses_what_does_not_fit_keeps_the_rest_and_goes_on_when_there_is_room()
    {
        Assert.SkipUnless(_mounted, "mounting a small disk needs root");
        using var spool = new Spool(
            SpoolFile.Open(Path.Combine(_disk, "spool.db"), 1 << 30),
            new WorkerMetrics("prague"),
            ThisMachine.Instance,
            NullLogger.Instance
        );
        var written = new List<string>();
        var next = 0;
        while (await spool.AppendAsync(Result(next)))
        {
            written.Add($"t{next++}");
            Assert.True(next < 400, "four megabytes took more than 400 results of 10 kB");
        }

        Assert.NotEmpty(written);
        Assert.Equal(written, Drain(spool));
        Assert.False(spool.HasMore);

        Assert.True(await spool.AppendAsync(Result(next)), "what was confirmed makes no room");
        Assert.Equal([$"t{next}"], Drain(spool));
    }

    private static List<string> Drain(Spool spool)
    {
        var drained = new List<string>();
        while (spool.HasMore)
        {
            var batch = spool.Peek(10, int.MaxValue);
            drained.AddRange(batch.Results.Select(result => result.Target));
            spool.Remove(batch);
        }

        return drained;
    }

    private static ProbeResult Result(int number) =>
        new()
        {
            Target = $"t{number}",
            Region = "prague",
            ScheduledAt = new Instant(number),
            StartedAt = new Instant(number),
            Trigger = Trigger.Schedule,
            Outcome = Outcome.Down,
            Reason = Reason.Timeout,
            Evidence = new string('e', 10_000),
        };

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
