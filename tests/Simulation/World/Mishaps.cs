using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>What goes wrong, and when: some of everything that can, each for a while.</summary>
internal sealed class Mishaps(
    Setting setting,
    IReadOnlyList<WorkerSite> workers,
    IReadOnlyList<CentreSite> centres,
    Network toLedger,
    SimulatedWorld world
)
{
    private readonly Loop _loop = setting.Loop;

    public void Plan()
    {
        foreach (var network in workers.Select(w => w.Network).Concat(centres.Select(c => c.ToBroker)).Append(toLedger))
        {
            network.Loss = _loop.Chance(0.5) ? 0 : _loop.Random.NextDouble() * 0.1;
            network.Duplication = _loop.Chance(0.5) ? 0 : _loop.Random.NextDouble() * 0.3;
        }

        setting.Broker.Disorder = 0.2;
        for (var left = 3 + _loop.Random.Next(14); left > 0; left--)
        {
            var mishap = Any();
            _loop.At((long)(setting.Plan.Length.Ticks * _loop.Random.NextDouble()), mishap);
        }
    }

    private Action Any()
    {
        var worker = _loop.Pick(workers);
        var centre = _loop.Pick(centres);
        return _loop.Random.Next(17) switch
        {
            0 => () => EndSoon(worker, losesPower: false),
            1 => () => EndSoon(worker, losesPower: true),
            2 => () => EndAtDisk(worker),
            3 => () => worker.Stop(() => StartAgain(worker)),
            4 => () => worker.Current?.Host.Pause(_loop.Between(0.2, 20)),
            5 or 6 => () => SetClock(worker.Box),
            7 => () => Cut(worker.Network),
            8 => () => Cut(centre.ToBroker),
            9 => () => setting.Broker.GoAway(_loop.Between(0.2, 40)),
            10 or 11 => () => End(centre),
            12 => () => world.RestartLedger(_loop.Between(0.1, 40)),
            13 => () => FillDisk(worker),
            14 or 15 => () => SetClock(centre.Box),
            _ => () => Drop(centre),
        };
    }

    /// <summary>Within whatever it does next.</summary>
    private void EndSoon(WorkerSite site, bool losesPower)
    {
        if (site.Current is not { } session)
            return;

        session.Host.AtEnd(() =>
        {
            if (losesPower)
                site.Disk.LosePower();

            StartAgain(site);
        });
        session.Host.KillAfter(_loop.Random.Next(60));
    }

    private void EndAtDisk(WorkerSite site)
    {
        if (site.Current is not { } session)
            return;

        site.Crash = _loop.Pick([CrashAtDisk.Before, CrashAtDisk.After]);
        var losesPower = _loop.Chance(0.5);
        session.Host.AtEnd(() =>
        {
            if (losesPower)
                site.Disk.LosePower();

            StartAgain(site);
        });
    }

    private void StartAgain(WorkerSite site) =>
        _loop.After(_loop.Chance(0.5) ? _loop.Between(0.05, 5) : _loop.Between(5, 120), () => world.Start(site));

    private void SetClock(Box box)
    {
        var by = _loop.Random.Next(4) switch
        {
            0 => TimeSpan.FromSeconds(288),
            1 => TimeSpan.FromSeconds(-288),
            2 => _loop.Between(-3, 3),
            _ => _loop.Between(-40, 40),
        };
        box.SetClock(by, _loop.Random.Next(6));
        if (_loop.Chance(0.6))
            _loop.After(_loop.Between(0.1, 60), () => box.SetClock(-by, _loop.Random.Next(6)));
    }

    private void Cut(Network network)
    {
        network.IsCut = true;
        _loop.After(_loop.Between(0.5, 90), () => network.IsCut = false);
    }

    private void FillDisk(WorkerSite site)
    {
        site.Disk.IsFull = true;
        _loop.After(_loop.Between(1, 40), () => site.Disk.IsFull = false);
    }

    private void End(CentreSite site)
    {
        if (site.Current?.Host is not { IsAlive: true } host)
            return;

        host.AtEnd(() => _loop.After(_loop.Between(0.1, 30), () => world.Start(site)));
        host.KillAfter(_loop.Random.Next(60));
    }

    private void Drop(CentreSite site)
    {
        if (site.Current is { } centre)
            setting.Broker.Drop(centre.Subscription);
    }
}
