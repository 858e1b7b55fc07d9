using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Catalogs;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Ntp;

namespace Ringback.ProbeWorker;

/// <summary>Every way out of a worker: to its disk, to its targets, to the centre.</summary>
/// <param name="Spool">The worker disposes of it.</param>
/// <param name="Probes">What it can check, and by what means.</param>
internal sealed record WorkerDoors(
    ICatalogShelf Shelf,
    ISpoolFile Spool,
    IReadOnlyList<ProbeKind> Probes,
    ProbeMeans Means,
    IDelivery Delivery
)
{
    /// <summary>What is known of this machine's clock.</summary>
    public Func<ClockReading?> Clock { get; init; } = () => null;

    /// <summary>Gets a region and a server that it is to leave alone.</summary>
    public Action<string, ServerHold> Hold { get; init; } = (_, _) => { };

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The spool cannot be opened: better no worker than one that forgets.</exception>
    public static WorkerDoors Open(WorkerOptions options, ProbeMeans means, IDelivery delivery, ILoggerFactory logs) =>
        new(
            new CatalogShelf(Path.Combine(options.StateFolder, "catalogs.jsonl"), logs.CreateLogger<CatalogShelf>()),
            SpoolFile.Open(Path.Combine(options.StateFolder, "spool.db"), options.SpoolMaxBytes),
            ProbeList.Kinds,
            means,
            delivery
        )
        {
            Clock = () => OwnClock.OfProcess.Read(TimeProvider.System),
            Hold = (region, hold) => NtpHolds.OfProcess.Heed(region, hold, TimeProvider.System),
        };
}
