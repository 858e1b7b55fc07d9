using System.Collections.Frozen;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Canaries;
using Ringback.ProbeWorker.Catalogs;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Machine;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Runs;
using Ringback.ProbeWorker.Scheduling;

namespace Ringback.ProbeWorker;

/// <summary>One region's vantage point: from catalog to delivered results. A process may hold several.</summary>
/// <remarks>It runs from its construction until it is disposed of, with the catalog versions it remembers.</remarks>
internal sealed partial class Worker : IAsyncDisposable
{
    private readonly WorkerOptions _options;
    private readonly ILogger _log;
    private readonly WorkerMetrics _metrics;
    private readonly ICatalogShelf _shelf;
    private readonly Spool _spool;
    private readonly TimeProvider _time;
    private readonly ProbeRunner _runner;
    private readonly FrozenDictionary<string, Lane<Ticket>> _lanes;
    private readonly Lane<Saying> _doubted;
    private readonly Agenda _agenda;
    private readonly CanaryWatch _canaries;
    private readonly SlotLoop _slots;
    private readonly Action<string, ServerHold> _hold;
    private readonly Publisher _publisher;
    private readonly Task _publishing;
    private readonly AskedRuns _asked = new();
    private readonly CancellationTokenSource _stopPublishing = new();
    private volatile Halt _halt = new();
    private volatile bool _hasCatalog;

    public Worker(WorkerOptions options, WorkerDoors doors, IMachine machine, ILoggerFactory logs)
    {
        _options = options;
        _time = machine.Time;
        _log = logs.CreateLogger<Worker>();
        _metrics = new WorkerMetrics(options.Region);
        _shelf = doors.Shelf;
        _hold = doors.Hold;
        _spool = new Spool(doors.Spool, _metrics, machine, logs.CreateLogger<Spool>());
        _runner = new ProbeRunner(
            options.Region,
            doors.Means,
            name => doors.Probes.FirstOrDefault(kind => kind.Name == name),
            machine.LongestStallSince,
            machine.Time,
            logs.CreateLogger<ProbeRunner>()
        );
        _lanes = doors.Probes.ToFrozenDictionary(
            kind => kind.Name,
            kind => new Lane<Ticket>(kind.Concurrency, RunAsync, Escaped, machine)
        );
        _doubted = new Lane<Saying>(int.MaxValue, AskCanariesAsync, Escaped, machine);
        _agenda = new Agenda(options.Region, Watches, machine.Time);
        foreach (var catalog in _shelf.Load())
            Take(catalog);

        _canaries = new CanaryWatch(
            options.Region,
            _runner,
            _agenda.Canaries,
            options.CanaryRhythm,
            _metrics,
            machine,
            logs.CreateLogger<CanaryWatch>()
        );
        _slots = new SlotLoop(_agenda, Dispatch, ClockStepped, machine);
        _publisher = new Publisher(
            options.Region,
            options.Name,
            _spool,
            doors.Delivery,
            _metrics,
            machine.Time,
            logs.CreateLogger<Publisher>()
        )
        {
            Clock = doors.Clock,
        };
        _publishing = machine.Pool.Start(() => _publisher.RunAsync(_stopPublishing.Token));
        _slots.Start();
    }

    /// <summary>Whether it knows what to watch.</summary>
    public bool IsReady => _hasCatalog;

    /// <summary>Takes a version; it rules from its own instant. One known already changes nothing.</summary>
    public void Adopt(Catalog catalog)
    {
        foreach (var hold in catalog.Held ?? [])
            _hold(_options.Region, hold);

        var ours = CatalogCut.ToRegion(catalog, _options.Region);
        _shelf.Put(ours);
        Take(ours);
        _slots.Wake();
        LogAdopted(_options.Region, ours.Targets.Count(Watches), ours.EffectiveAt);
    }

    /// <summary>Checks now what somebody asked for; who is told of it twice, or late, or watches no such target, leaves it.</summary>
    public void Run(RunRequest request)
    {
        if (Instant.Now(_time) > request.Until || _agenda.Find(request.Target) is not { } target)
            return;

        if (!_asked.IsNew(request.Id))
            return;

        LogAsked(_options.Region, request.Target);
        Dispatch(new PlannedRun(target, request.At, Trigger.Manual));
    }

    /// <summary>Ends scheduling, then the runs under way as cancelled, then tries for a while to empty the spool.</summary>
    public async ValueTask DisposeAsync()
    {
        _slots.Stop();
        _halt.Shutdown();
        await Task.WhenAll(_lanes.Values.Select(lane => lane.CloseAsync()));
        await _canaries.DisposeAsync();
        await _doubted.CloseAsync();
        _stopPublishing.Cancel();
        await _publishing.Ended();
        if (!await _publisher.FlushAsync(_options.FlushLimit))
            LogNotFlushed(_spool.Count);

        _spool.Dispose();
        _stopPublishing.Dispose();
        _halt.Dispose();
    }

    private bool Watches(Target target) =>
        target.Regions.Contains(_options.Region)
        && _lanes.ContainsKey(target.Check.Kind)
        && _options.Kinds?.Contains(target.Check.Kind) != false;

    private void Take(Catalog catalog)
    {
        _agenda.Adopt(catalog);
        _hasCatalog = true;
        _metrics.CatalogAdopted();
    }

    /// <summary>The halt is that of the moment: a run that still waits when the clock steps was planned by the old reading.</summary>
    private void Dispatch(PlannedRun run) => _lanes[run.Target.Check.Kind].Enter(new Ticket(run, _halt));

    private async Task RunAsync(Ticket ticket, TimeSpan waited)
    {
        var began = _time.GetTimestamp();
        var result = await _runner.RunAsync(ticket.Run, waited, ticket.Halt);
        var saying = new Saying(ticket.Run.Target, result, began);
        if (_canaries.Doubts(result))
            _doubted.Enter(saying); // the lane is the next run's, however long the canaries take
        else
            await TakeAsync(saying.Target, _canaries.Judge(result, began));
    }

    private async Task AskCanariesAsync(Saying saying, TimeSpan waited) =>
        await TakeAsync(saying.Target, await _canaries.AskAsync(saying.Result, saying.Began));

    private async Task TakeAsync(Target target, ProbeResult result)
    {
        if (_agenda.Taken(result, target))
            _slots.Wake();

        _metrics.Ran(target.Check.Kind, result);
        await _spool.AppendAsync(result);
    }

    private void Escaped(Exception exception)
    {
        _metrics.Lost("internal_error", 1);
        LogEscaped(exception);
    }

    private void ClockStepped(TimeSpan step)
    {
        var halt = _halt;
        _halt = new Halt();
        halt.ClockStep(step);
        _metrics.ClockStepped();
        LogClockStepped(step);
    }

    [LoggerMessage(LogLevel.Information, "Region {Region} watches {Count} targets from {EffectiveAt}")]
    private partial void LogAdopted(string region, int count, Model.Instant effectiveAt);

    [LoggerMessage(LogLevel.Information, "Region {Region} checks {Target} now: somebody asked for it")]
    private partial void LogAsked(string region, string target);

    [LoggerMessage(
        LogLevel.Warning,
        "The wall clock stepped by {Step}: runs under way are unknown, slots are computed anew"
    )]
    private partial void LogClockStepped(TimeSpan step);

    [LoggerMessage(LogLevel.Error, "A run was not taken into the spool: its result is lost")]
    private partial void LogEscaped(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Stopped with {Count} results still in the spool: the next start delivers them")]
    private partial void LogNotFlushed(long count);

    /// <summary>A run on its way through its lane.</summary>
    private readonly record struct Ticket(PlannedRun Run, Halt Halt);

    /// <summary>What a run said, not yet published.</summary>
    /// <param name="Began">A timestamp.</param>
    private sealed record Saying(Target Target, ProbeResult Result, long Began);
}
