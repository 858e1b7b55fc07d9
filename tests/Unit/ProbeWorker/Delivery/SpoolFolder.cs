using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Machine;

namespace Ringback.Tests.Unit.ProbeWorker.Delivery;

/// <summary>A folder for one test's spool, and results to put into it.</summary>
internal sealed class SpoolFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-spool-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "spool.db");

    public Spool Open(long maxBytes = 1 << 24) =>
        new(
            SpoolFile.Open(Path, maxBytes),
            new WorkerMetrics(Planned.Region),
            ThisMachine.Instance,
            NullLogger.Instance
        );

    public static ProbeResult Result(int number, int evidence = 0) =>
        new()
        {
            Target = $"t{number}",
            Region = Planned.Region,
            ScheduledAt = new Instant(number),
            StartedAt = new Instant(number),
            Trigger = Trigger.Schedule,
            Outcome = evidence == 0 ? Outcome.Up : Outcome.Down,
            Reason = evidence == 0 ? null : Reason.Timeout,
            Evidence = evidence == 0 ? null : new string('e', evidence),
        };

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
