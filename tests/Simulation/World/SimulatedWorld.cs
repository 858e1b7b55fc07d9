using Ringback.Model.Catalogs;
using Ringback.Tests.Simulation.Checks;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Doors.Spool;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>One seed's world: workers in regions, a broker, aggregators, a ledger; mishaps for some minutes, then peace, and the reckoning.</summary>
internal sealed class SimulatedWorld
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Setting _setting;
    private readonly LedgerTables _tables;
    private readonly List<WorkerSite> _workers = [];
    private readonly List<CentreSite> _centres = [];
    private readonly Network _toLedger;
    private readonly List<(Host Host, IOpenTransaction Transaction)> _open = [];
    private bool _isPeace;

    public SimulatedWorld(int seed, Blueprint blueprint)
    {
        _setting = new Setting(seed, blueprint);
        _tables = blueprint.Ledger();
        _toLedger = new Network(Loop);
        foreach (var region in _setting.Plan.Regions)
        {
            _workers.Add(new WorkerSite(_setting, region, region, _workers.Count + 1));
            if (Loop.Chance(0.15))
                _workers.Add(new WorkerSite(_setting, region, $"{region}-b", _workers.Count + 1));
        }

        for (var i = 0; i <= Loop.Random.Next(2); i++)
            _centres.Add(new CentreSite(new Box(Loop, $"centre-{i}"), new Network(Loop)));
    }

    public Trace Trace => Loop.Trace;

    public int Steps => Loop.Steps;

    public int Said => _setting.Notary.Results.Count;

    private Loop Loop => _setting.Loop;

    /// <exception cref="SimulationException">Something is not as the semantics say.</exception>
    public void Run()
    {
        SynchronizationContext.SetSynchronizationContext(null); // what awaits goes on where its process says
        Begin();
        new Mishaps(_setting, _workers, _centres, _toLedger, this).Plan();
        Loop.RunUntil(_setting.Plan.Length.Ticks);
        MakePeace();
        Deliver();
        Settle();
        new Reckoning(_setting, _tables, _workers, _centres).Hold();
    }

    public void Start(WorkerSite site)
    {
        if (_isPeace || site.Current is not null)
            return;

        site.Start(site.Shelf);
        if (Newest is { } newest)
            Loop.After(Loop.Between(0, 4), () => site.Hear(newest));
    }

    public void Start(CentreSite site)
    {
        if (site.Current?.Host.IsAlive == true)
            return;

        var host = _setting.NewHost(site.Box, $"{site.Box.Name}/{++site.Starts}", 100_000 + site.Starts);
        host.AtEnd(() => RollBackSoon(host));
        var wire = new Wire(Loop, host, _toLedger);
        var ledger = new SimulatedLedger(_tables, wire, () => Transaction(host));
        var correlations = new SimulatedCorrelations(wire, () => Correlation(host));
        var retention = new SimulatedRetention(_tables, wire);
        site.Current = new Centre(_setting, host, new CentreDoors(ledger, correlations, retention, site.ToBroker));
    }

    /// <summary>The database starts again: what is committed stays, and nothing else.</summary>
    public void RestartLedger(TimeSpan away)
    {
        _toLedger.IsCut = true;
        foreach (var (_, transaction) in _open)
            transaction.RollBack();

        _open.Clear();
        Loop.After(away, () => _toLedger.IsCut = false);
    }

    private Catalog? Newest =>
        _setting.Plan.Versions.Where(version => version.ToldAt <= Loop.Now).Select(v => v.Catalog).LastOrDefault();

    private LedgerTransaction Transaction(Host host) => Opened(host, _setting.Blueprint.Transaction(_tables));

    private CorrelationTransaction Correlation(Host host) => Opened(host, _setting.Blueprint.Correlation(_tables));

    private T Opened<T>(Host host, T transaction)
        where T : IOpenTransaction
    {
        _open.RemoveAll(each => each.Transaction.IsOver);
        _open.Add((host, transaction));
        return transaction;
    }

    /// <summary>The server notices soon that a process is gone.</summary>
    private void RollBackSoon(Host host)
    {
        foreach (var (_, transaction) in _open.Where(each => each.Host == host && !each.Transaction.IsOver))
            Loop.After(Loop.Between(0, 10), transaction.RollBack);
    }

    private void Begin()
    {
        foreach (var (toldAt, catalog) in _setting.Plan.Versions)
        {
            Loop.At(
                toldAt,
                () =>
                {
                    _tables.Apply(catalog);
                    foreach (var site in _workers)
                        Loop.After(Loop.Between(0, 5), () => site.Hear(catalog));
                }
            );
        }

        Loop.After(Loop.Between(0, 5), () => _setting.Broker.IsDeclared = true);
        foreach (var site in _workers)
            Loop.After(Loop.Between(0, 5), () => Start(site));

        foreach (var site in _centres)
            Loop.After(Loop.Between(0, 5), () => Start(site));
    }

    private void MakePeace()
    {
        _isPeace = true;
        foreach (
            var network in _workers.Select(w => w.Network).Concat(_centres.Select(c => c.ToBroker)).Append(_toLedger)
        )
            (network.IsCut, network.Loss) = (false, 0);

        foreach (var site in _workers)
            (site.Disk.IsFull, site.Crash) = (false, null);

        foreach (var site in _centres)
        {
            site.Box.SetRight();
            Start(site);
        }
    }

    /// <summary>Workers stop as they are asked to; what they could not deliver, their next start does.</summary>
    private void Deliver()
    {
        var stopped = 0;
        foreach (var site in _workers)
            Loop.After(Loop.Between(0, 20), () => site.Stop(() => stopped++));

        Wait("the workers stop", () => stopped == _workers.Count);
        foreach (var site in _workers.Where(site => site.Disk.Image.Rows.Count > 0))
            site.Start(new SimulatedShelf());

        Wait("the spools are empty", () => _workers.All(site => site.Disk.Image.Rows.Count == 0));
    }

    private void Settle()
    {
        _setting.Broker.Replay();
        Wait("the queue is empty", () => _setting.Broker.IsEmpty);
        // The last result has long ceased to vouch, and nothing was derived at a time that is still to come.
        var ahead = _centres.Max(site => site.Box.Errors().Greatest);
        Loop.RunUntil(Loop.Now + (TimeSpan.FromSeconds(150) + ahead).Ticks);
        Wait("nothing is due", () => !IsDue());
        Wait("nothing is touched or untold", () => !IsDue() && _tables.Touched.Count + _tables.News.Count == 0);
    }

    private bool IsDue() =>
        _tables.Derivations.Values.Any(row => row.DueAt <= Plan.Begin + TimeSpan.FromTicks(Loop.Now));

    private void Wait(string what, Func<bool> holds)
    {
        var until = Loop.Now + Patience.Ticks;
        while (!holds())
        {
            if (Loop.Now >= until)
                throw new SimulationException(
                    $"in peace it never came that {what}\n  {string.Join("\n  ", _tables.Touched)}\n  {string.Join("\n  ", _tables.News)}"
                );

            Loop.RunUntil(Loop.Now + TimeSpan.FromSeconds(1).Ticks);
        }
    }
}

/// <summary>A machine of the centre.</summary>
internal sealed class CentreSite(Box box, Network toBroker)
{
    public Box Box => box;

    public Network ToBroker => toBroker;

    public Centre? Current { get; set; }

    public int Starts { get; set; }
}
