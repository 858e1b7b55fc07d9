using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Tests.Simulation.Doors.Spool;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>One worker's machine: its disk and its clock outlive its processes.</summary>
internal sealed class WorkerSite(Setting setting, string region, string name, int number)
{
    private readonly ProbeMeans _means = new(Resolver.OfSystem, Secrets.OfProcess);
    private int _starts;

    public string Region => region;

    public Box Box { get; } = new(setting.Loop, name);

    public SimulatedDisk Disk { get; } = new();

    public SimulatedShelf Shelf { get; } = new();

    public Network Network { get; } = new(setting.Loop);

    public List<Session> Sessions { get; } = [];

    public Session? Current => Sessions.Count > 0 && Sessions[^1].Host.IsAlive ? Sessions[^1] : null;

    /// <summary>The next time the disk is written to, the process dies: before, or after.</summary>
    public CrashAtDisk? Crash { get; set; }

    /// <param name="shelf">Its catalogs; another one than its own to deliver only.</param>
    public void Start(SimulatedShelf shelf)
    {
        var host = setting.NewHost(Box, $"{name}/{++_starts}", (number * 1000) + _starts);
        var probe = new ScriptedProbe(setting.Loop, host, setting.Truth);
        var session = new Session(host, probe, setting.Loop.Now);
        Sessions.Add(session);
        host.AtEnd(() => session.DiedAt = setting.Loop.Now);
        host.Start(() =>
        {
            session.Worker = new Worker(
                new WorkerOptions
                {
                    Region = region,
                    Name = name,
                    StateFolder = "",
                },
                new WorkerDoors(
                    shelf,
                    new NotarySpool(setting, this, session),
                    [ProbeKind.Of(HttpsCheck.KindName, probe, setting.Plan.Concurrency)],
                    _means,
                    setting.Blueprint.Delivery(setting.Loop, host, Network, setting.Broker)
                ),
                new HostMachine(setting.Loop, host, setting.Blueprint.Clock(setting.Loop, host)),
                NullLoggerFactory.Instance
            );
            return Task.CompletedTask;
        });
    }

    public void Hear(Catalog catalog)
    {
        if (Current is { } session)
        {
            session.Host.Post(() =>
            {
                session.Worker!.Adopt(catalog);
                session.WatchesSince ??= setting.Loop.Now;
            });
        }
    }

    /// <summary>As a signal asks it to: runs are cancelled, and what can be is delivered. Dead then, if not before.</summary>
    public void Stop(Action then)
    {
        if (Current is not { } session)
        {
            then();
            return;
        }

        session.Host.AtEnd(() => setting.Loop.After(TimeSpan.Zero, then));
        if (session.StoppedAt is not null)
            return;

        session.StoppedAt = setting.Loop.Now;
        session.Host.Start(async () =>
        {
            await session.Worker!.DisposeAsync();
            session.Host.Kill();
        });
    }

    /// <summary>One process of a worker.</summary>
    internal sealed record Session(Host Host, ScriptedProbe Probe, long StartedAt)
    {
        public Worker? Worker { get; set; }

        public long? WatchesSince { get; set; }

        public long? StoppedAt { get; set; }

        public long? DiedAt { get; set; }
    }
}

internal enum CrashAtDisk
{
    Before,
    After,
}
