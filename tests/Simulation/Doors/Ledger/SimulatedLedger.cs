using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Results;
using Ringback.Store.Timelines;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>The ledger's two doors, at the end of a line.</summary>
/// <param name="begin">Begins a transaction.</param>
internal sealed class SimulatedLedger(LedgerTables tables, ILine line, Func<LedgerTransaction> begin)
    : IResultLedger,
        IDerivations,
        ISealings
{
    public Task<StoreReceipt> StoreAsync(
        IReadOnlyList<TakenResult> taken,
        Instant receivedAt,
        CancellationToken cancel
    ) => line.CallAsync(() => tables.Store(taken, receivedAt), cancel);

    public Task<int> TouchDueAsync(Instant now, CancellationToken cancel) =>
        line.CallAsync(() => tables.TouchDue(now), cancel);

    public async Task<IDerivation?> ClaimAsync(int limit, IEnumerable<int> except, CancellationToken cancel)
    {
        var transaction = begin();
        var derivation = new SimulatedDerivation(line, transaction);
        try
        {
            int[] excepted = [.. except];
            var claimed = await derivation.CallAsync(() => transaction.Claim(limit, excepted), cancel);
            if (claimed.Count > 0)
            {
                derivation.Targets = await derivation.CallAsync(() => transaction.Facts(claimed), cancel);
                return derivation;
            }
        }
        catch
        {
            await derivation.DisposeAsync();
            throw;
        }

        await derivation.DisposeAsync();
        return null;
    }

    public Task<IReadOnlyList<int>> TargetsBegunBeforeAsync(Instant before, CancellationToken cancel) =>
        line.CallAsync(() => tables.TargetsBegunBefore(before), cancel);

    async Task<ISealing> ISealings.ClaimAsync(int target, CancellationToken cancel)
    {
        var transaction = begin();
        var derivation = new SimulatedDerivation(line, transaction);
        try
        {
            while (!await derivation.CallAsync(() => transaction.TryClaim(target), cancel))
                await line.PauseAsync(cancel);

            var facts = await derivation.CallAsync(() => transaction.FactsOf(target), cancel);
            return new SimulatedSealing(line, transaction, derivation, facts);
        }
        catch
        {
            await derivation.DisposeAsync();
            throw;
        }
    }
}

internal sealed class SimulatedDerivation(ILine line, LedgerTransaction transaction) : IDerivation, IRegionLedger
{
    public IReadOnlyList<ClaimedTarget> Targets { get; set; } = [];

    public IRegionLedger Regions => this;

    public IVerdictLedger TargetVerdicts => new VerdictTable(this, transaction, false);

    public IVerdictLedger ComponentVerdicts => new VerdictTable(this, transaction, true);

    public IComponentLedger Components => new ComponentTable(this, transaction, line);

    public IIncidentLedger TargetIncidents => new IncidentTable(this, transaction, false);

    public IIncidentLedger ComponentIncidents => new IncidentTable(this, transaction, true);

    public IRollupLedger Rollups => new RollupTable(this, transaction);

    public Task<Dictionary<View, Checkpoint>> CheckpointsAsync(
        IReadOnlyList<(View View, Instant At)> views,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Checkpoints(views), cancel);

    public Task<ILookup<View, Checkpoint>> FoldsAsync(
        IReadOnlyDictionary<View, Instant> from,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Folds(from), cancel);

    public Task<ILookup<View, JudgedResult>> ResultsAsync(
        IReadOnlyDictionary<View, Window> windows,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Results(windows), cancel);

    public Task<Dictionary<View, StepFunction<RegionState>>> StatesAsync(
        IReadOnlyList<(View View, Instant From)> views,
        CancellationToken cancel
    ) => CallAsync(() => transaction.States(views), cancel);

    public Task WriteAsync(IReadOnlyList<DerivedRegion> derived, CancellationToken cancel) =>
        DoAsync(() => transaction.Write(derived), cancel);

    public Task CommitAsync(
        IReadOnlyDictionary<int, Instant?> dueAt,
        Instant now,
        IReadOnlyList<LedgerEvent> events,
        CancellationToken cancel
    ) => DoAsync(() => transaction.Commit(Targets, dueAt, now, events), cancel);

    public Task DoAsync(Action statement, CancellationToken cancel) =>
        CallAsync(
            () =>
            {
                statement();
                return true;
            },
            cancel
        );

    public Task<T> CallAsync<T>(Func<T> statement, CancellationToken cancel) =>
        line.CallAsync(
            () =>
            {
                transaction.Check();
                return statement();
            },
            cancel
        );

    public ValueTask DisposeAsync()
    {
        line.Gone(transaction.RollBack);
        return ValueTask.CompletedTask;
    }

    private sealed class VerdictTable(SimulatedDerivation derivation, LedgerTransaction transaction, bool ofComponents)
        : IVerdictLedger
    {
        public Task<Dictionary<int, StoredVerdicts>> ReadAsync(
            IReadOnlyDictionary<int, Instant> from,
            CancellationToken cancel
        ) => derivation.CallAsync(() => transaction.Verdicts(ofComponents, from), cancel);

        public Task WriteAsync(
            IReadOnlyList<(int Id, Instant From, IReadOnlyList<Change<Verdict>> Changes)> changed,
            CancellationToken cancel
        ) => derivation.DoAsync(() => transaction.Write(ofComponents, changed), cancel);
    }

    private sealed class ComponentTable(SimulatedDerivation derivation, LedgerTransaction transaction, ILine line)
        : IComponentLedger
    {
        public async Task<IReadOnlyList<ComponentFacts>> LockAsync(
            IReadOnlyDictionary<int, Instant> from,
            CancellationToken cancel
        )
        {
            foreach (var component in from.Keys.Order())
            {
                while (!await derivation.CallAsync(() => transaction.TryLock(component), cancel))
                    await line.PauseAsync(cancel);
            }

            return await derivation.CallAsync(
                () => from.Select(each => transaction.Component(each.Key, each.Value)).ToList(),
                cancel
            );
        }
    }

    private sealed class RollupTable(SimulatedDerivation derivation, LedgerTransaction transaction) : IRollupLedger
    {
        public Task<Instant> HorizonAsync(CancellationToken cancel) =>
            derivation.CallAsync(() => transaction.Horizon, cancel);

        public Task<Dictionary<ViewDay, DayRollup>> DaysAsync(
            IReadOnlyList<(View View, DateOnly From, DateOnly To)> days,
            CancellationToken cancel
        ) => derivation.CallAsync(() => transaction.Days(days), cancel);

        public Task<ILookup<View, RolledRun>> RunsAsync(
            IReadOnlyList<(View View, Window Window)> windows,
            CancellationToken cancel
        ) => derivation.CallAsync(() => transaction.Runs(windows), cancel);

        public Task WriteAsync(IReadOnlyDictionary<ViewDay, DayRollup> days, CancellationToken cancel) =>
            derivation.DoAsync(() => transaction.Write(days), cancel);

        public Task AdvanceAsync(IReadOnlyDictionary<int, Instant> rolledTo, CancellationToken cancel) =>
            derivation.DoAsync(() => transaction.Advance(rolledTo), cancel);
    }

    private sealed class IncidentTable(SimulatedDerivation derivation, LedgerTransaction transaction, bool ofComponents)
        : IIncidentLedger
    {
        public Task<ILookup<int, WrittenIncident>> ReadAsync(
            IReadOnlyDictionary<int, Instant> from,
            CancellationToken cancel
        ) => derivation.CallAsync(() => transaction.Incidents(ofComponents).Read(from), cancel);

        public Task<long> OpenAsync(int id, Incident incident, Instant now, CancellationToken cancel) =>
            derivation.CallAsync(() => transaction.Incidents(ofComponents).Open(id, incident), cancel);

        public Task ChangeAsync(long id, Incident incident, Instant now, CancellationToken cancel) =>
            ChangeAsync(id, row => row with { Incident = incident }, cancel);

        public Task MergeAsync(long id, long into, Instant now, CancellationToken cancel) =>
            ChangeAsync(id, row => row with { MergedInto = into }, cancel);

        public Task WithdrawAsync(long id, Instant now, CancellationToken cancel) =>
            ChangeAsync(id, row => row with { Withdrawn = true }, cancel);

        private Task ChangeAsync(long id, Func<IncidentRow, IncidentRow> change, CancellationToken cancel) =>
            derivation.DoAsync(() => transaction.Incidents(ofComponents).Change(id, change), cancel);
    }
}
