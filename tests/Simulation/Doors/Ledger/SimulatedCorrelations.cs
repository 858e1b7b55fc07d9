using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>The correlators' door of the ledger, at the end of a line.</summary>
/// <param name="begin">Begins a transaction.</param>
internal sealed class SimulatedCorrelations(ILine line, Func<CorrelationTransaction> begin) : ICorrelations
{
    public async Task<ICorrelation?> ClaimAsync(
        int limit,
        IReadOnlyCollection<NewsSubject> except,
        CancellationToken cancel
    )
    {
        var transaction = begin();
        try
        {
            NewsSubject[] excepted = [.. except];
            var news = await line.CallAsync(
                () =>
                {
                    transaction.Check(); // it may come after its process has died and was rolled back
                    return transaction.Claim(limit, excepted);
                },
                cancel
            );
            return news.Count == 0 ? null : new SimulatedCorrelation(line, transaction, news);
        }
        catch
        {
            line.Gone(transaction.RollBack);
            throw;
        }
    }
}

internal sealed class SimulatedCorrelation(
    ILine line,
    CorrelationTransaction transaction,
    IReadOnlyList<IncidentNews> news
)
    : ICorrelation,
        IRegionLedger,
        IVerdictLedger,
        IIncidentLedger,
        ISubjectLedger,
        IPartLedger,
        ICauseLedger,
        INotificationLedger
{
    public IReadOnlyList<IncidentNews> News => news;

    public IRegionLedger States => this;

    public IVerdictLedger VantageVerdicts => this;

    public IIncidentLedger VantageIncidents => this;

    public ISubjectLedger Subjects => this;

    public IPartLedger Parts => this;

    public ICauseLedger Causes => this;

    public INotificationLedger Notifications => this;

    public Task CommitAsync(Instant now, IReadOnlyList<LedgerEvent> events, CancellationToken cancel) =>
        DoAsync(() => transaction.Commit(news, events), cancel);

    public ValueTask DisposeAsync()
    {
        line.Gone(transaction.RollBack);
        return ValueTask.CompletedTask;
    }

    public Task<Dictionary<View, StepFunction<RegionState>>> StatesAsync(
        IReadOnlyList<(View View, Instant From)> views,
        CancellationToken cancel
    ) => CallAsync(() => transaction.States(views), cancel);

    Task<Dictionary<int, StoredVerdicts>> IVerdictLedger.ReadAsync(
        IReadOnlyDictionary<int, Instant> from,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Verdicts(from), cancel);

    public Task WriteAsync(
        IReadOnlyList<(int Id, Instant From, IReadOnlyList<Change<Verdict>> Changes)> changed,
        CancellationToken cancel
    ) => DoAsync(() => transaction.Write(changed), cancel);

    Task<ILookup<int, WrittenIncident>> IIncidentLedger.ReadAsync(
        IReadOnlyDictionary<int, Instant> from,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Incidents(from), cancel);

    public Task<long> OpenAsync(int id, Incident incident, Instant now, CancellationToken cancel) =>
        CallAsync(() => transaction.Open(id, incident), cancel);

    public Task ChangeAsync(long id, Incident incident, Instant now, CancellationToken cancel) =>
        DoAsync(() => transaction.Change(id, row => row with { Incident = incident }), cancel);

    public Task MergeAsync(long id, long into, Instant now, CancellationToken cancel) =>
        DoAsync(() => transaction.Change(id, row => row with { MergedInto = into }), cancel);

    public Task WithdrawAsync(long id, Instant now, CancellationToken cancel) =>
        DoAsync(() => transaction.Change(id, row => row with { Withdrawn = true }), cancel);

    public Task<IReadOnlyList<int>> AroundAsync(int[] targets, int[] components, CancellationToken cancel) =>
        CallAsync(() => transaction.Around(targets, components), cancel);

    public Task<IReadOnlyList<int>> WatchedByAsync(short[] regions, CancellationToken cancel) =>
        CallAsync(() => transaction.WatchedBy(regions), cancel);

    public Task<IReadOnlyDictionary<int, ClaimedTarget>> FactsAsync(
        IReadOnlyCollection<int> targets,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Facts(targets), cancel);

    public Task<IReadOnlyDictionary<int, string>> KindsAsync(int[] targets, CancellationToken cancel) =>
        CallAsync(() => CorrelationTransaction.Kinds(targets), cancel);

    public Task<IReadOnlyList<SubjectIncident>> IncidentsAsync(
        int[] targets,
        int[] components,
        short[] regions,
        Instant from,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Incidents(targets, components, regions, from), cancel);

    public Task<IReadOnlyDictionary<long, (Window Window, long? Into)>> StretchesAsync(
        long[] incidents,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Stretches(incidents), cancel);

    Task IPartLedger.ForgetAsync(long[] incidents, CancellationToken cancel) =>
        DoAsync(() => transaction.ForgetParts(incidents), cancel);

    public Task WriteAsync(
        long[] wholes,
        IReadOnlyCollection<(long Part, long Whole)> pairs,
        CancellationToken cancel
    ) => DoAsync(() => transaction.WriteParts(wholes, pairs), cancel);

    public Task<IReadOnlyDictionary<long, long>> WholesAsync(long[] parts, CancellationToken cancel) =>
        CallAsync(() => transaction.Wholes(parts), cancel);

    public Task<Instant> HorizonAsync(CancellationToken cancel) => CallAsync(() => transaction.Horizon, cancel);

    public Task<ILookup<View, StoredFailure>> FailuresAsync(
        IReadOnlyDictionary<View, Window> within,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Failures(within), cancel);

    /// <summary>Reasons are not among what is simulated.</summary>
    public Task WriteReasonsAsync(long[] incidents, Instant now, CancellationToken cancel) =>
        DoAsync(() => { }, cancel);

    Task ICauseLedger.ForgetAsync(long[] incidents, CancellationToken cancel) =>
        DoAsync(() => transaction.ForgetCauses(incidents), cancel);

    public Task TrimAsync(IReadOnlyList<SubjectIncident> incidents, CancellationToken cancel) =>
        DoAsync(() => transaction.TrimCauses(incidents), cancel);

    public Task WriteAsync(
        IReadOnlyList<(long Incident, View View, Instant From)> counted,
        IReadOnlyList<(long Incident, Cause<(int Target, short Region, Instant Hour)> Cause)> causes,
        CancellationToken cancel
    ) => DoAsync(() => transaction.WriteCauses(counted, causes), cancel);

    public Task<Dictionary<NotifiedSubject, NotificationFold>> ReadAsync(
        IReadOnlyCollection<NotifiedSubject> subjects,
        CancellationToken cancel
    ) => CallAsync(() => transaction.Notifications(subjects), cancel);

    public Task WriteAsync(IReadOnlyDictionary<NotifiedSubject, NotificationFold> folds, CancellationToken cancel) =>
        DoAsync(() => transaction.Write(folds), cancel);

    // What a correlator reads and writes of regions are their states alone.

    public Task<Dictionary<View, Checkpoint>> CheckpointsAsync(
        IReadOnlyList<(View View, Instant At)> views,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public Task<ILookup<View, Checkpoint>> FoldsAsync(
        IReadOnlyDictionary<View, Instant> from,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public Task<ILookup<View, JudgedResult>> ResultsAsync(
        IReadOnlyDictionary<View, Window> windows,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public Task WriteAsync(IReadOnlyList<DerivedRegion> derived, CancellationToken cancel) =>
        throw new NotSupportedException();

    private Task<bool> DoAsync(Action statement, CancellationToken cancel) =>
        CallAsync(
            () =>
            {
                statement();
                return true;
            },
            cancel
        );

    private Task<T> CallAsync<T>(Func<T> statement, CancellationToken cancel) =>
        line.CallAsync(
            () =>
            {
                transaction.Check();
                return statement();
            },
            cancel
        );
}
