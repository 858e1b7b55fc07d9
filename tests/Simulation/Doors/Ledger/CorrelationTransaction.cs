using Ringback.Model;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>A correlator's transaction at the server: it reads what derivers have committed, and its own writes.</summary>
internal class CorrelationTransaction(LedgerTables tables) : IOpenTransaction
{
    private readonly LedgerTransaction _committed = new(tables);

    public bool IsOver { get; private set; }

    public Instant Horizon => tables.Horizon;

    protected LedgerTables Tables => tables;

    /// <summary>Nobody else writes them while the lock is held.</summary>
    protected CorrelatedTables Own { get; private set; } = new();

    /// <exception cref="IOException">It was rolled back meanwhile.</exception>
    public void Check()
    {
        if (IsOver)
            throw new IOException("the transaction is over: its connection broke");
    }

    public IReadOnlyList<IncidentNews> Claim(int limit, IReadOnlyCollection<NewsSubject> except)
    {
        if (!TryLock())
        {
            RollBack();
            return [];
        }

        var news = tables.News.Where(each => !except.Contains(each.Subject)).Take(limit).ToList();
        if (news.Count > 0)
            Own = tables.Correlated.Copy();
        else
            RollBack();

        return news;
    }

    public Dictionary<View, StepFunction<RegionState>> States(IReadOnlyList<(View View, Instant From)> views) =>
        _committed.States(views);

    public Dictionary<int, StoredVerdicts> Verdicts(IReadOnlyDictionary<int, Instant> from) =>
        from.ToDictionary(
            each => each.Key,
            each => LedgerTransaction.Stored(Own.Verdicts.GetValueOrDefault(each.Key), each.Value)
        );

    public void Write(IReadOnlyList<(int Id, Instant From, IReadOnlyList<Change<Verdict>> Changes)> changed)
    {
        foreach (var (id, from, changes) in changed)
        {
            var before = Own.Verdicts.GetValueOrDefault(id) ?? new StepFunction<Verdict>(Verdict.Unknown);
            Own.Verdicts[id] = before.Replace(from, changes.Where(change => change.At >= from));
        }
    }

    public ILookup<int, WrittenIncident> Incidents(IReadOnlyDictionary<int, Instant> from) =>
        Own
            .Incidents.Values.Where(IsStanding)
            .Where(row => from.TryGetValue(row.Subject, out var at) && row.Incident.OpenedAt >= at)
            .ToLookup(row => row.Subject, row => new WrittenIncident(row.Id, row.Incident));

    public long Open(int region, Incident incident)
    {
        var id = ++tables.LastIncident;
        Own.Incidents[id] = new IncidentRow(id, region, incident, null, false);
        return id;
    }

    public void Change(long id, Func<IncidentRow, IncidentRow> change)
    {
        var changed = change(Own.Incidents[id]);
        Own.Incidents[id] = changed;
        if (changed.MergedInto is not { } into)
            return;

        foreach (var row in Own.Incidents.Values.Where(row => row.MergedInto == id).ToList())
            Own.Incidents[row.Id] = row with { MergedInto = into };
    }

    public IReadOnlyList<int> Around(int[] targets, int[] components)
    {
        var theirs = targets
            .SelectMany(target => tables.Targets[target].Memberships)
            .Select(member => member.Component)
            .Union(components)
            .ToHashSet();
        return [.. targets.Union(MembersOf(theirs.Contains))];
    }

    public IReadOnlyList<int> WatchedBy(short[] regions) =>
        [.. tables.Targets.Where(row => row.Value.Assignments.Keys.Any(regions.Contains)).Select(row => row.Key)];

    public IReadOnlyDictionary<int, ClaimedTarget> Facts(IReadOnlyCollection<int> targets) =>
        targets.ToDictionary(id => id, new LedgerFacts(tables).Of);

    public static IReadOnlyDictionary<int, string> Kinds(int[] targets) =>
        targets.ToDictionary(id => id, _ => HttpsCheck.KindName);

    public IReadOnlyList<SubjectIncident> Incidents(int[] targets, int[] components, short[] regions, Instant from) =>
        [
            .. All()
                .Where(each => IsStanding(each.Row) && each.Row.Incident.Window.To >= from)
                .Select(each => each.Incident)
                .Where(each =>
                    targets.Cast<int?>().Contains(each.Target)
                    || components.Cast<int?>().Contains(each.Component)
                    || regions.Cast<short?>().Contains(each.Region)
                )
                .OrderBy(each => each.Id),
        ];

    public IReadOnlyDictionary<long, (Window Window, long? Into)> Stretches(long[] incidents) =>
        All()
            .Where(each => incidents.Contains(each.Row.Id))
            .ToDictionary(each => each.Row.Id, each => (each.Row.Incident.Window, each.Row.MergedInto));

    public virtual void ForgetParts(long[] incidents) =>
        Own.Parts.RemoveWhere(pair => incidents.Contains(pair.Part) || incidents.Contains(pair.Whole));

    public virtual void WriteParts(long[] wholes, IReadOnlyCollection<(long Part, long Whole)> pairs)
    {
        Own.Parts.RemoveWhere(pair => wholes.Contains(pair.Whole));
        Own.Parts.UnionWith(pairs);
    }

    /// <summary>That of a region before that of a component, then the one that opened first.</summary>
    public IReadOnlyDictionary<long, long> Wholes(long[] parts)
    {
        var all = All().ToDictionary(each => each.Row.Id);
        return Own
            .Parts.Where(pair => parts.Contains(pair.Part))
            .GroupBy(pair => pair.Part, pair => all[pair.Whole])
            .ToDictionary(
                part => part.Key,
                part =>
                    part.OrderBy(whole => whole.Incident.Region is null)
                        .ThenBy(whole => whole.Row.Incident.OpenedAt)
                        .ThenBy(whole => whole.Row.Id)
                        .First()
                        .Row.Id
            );
    }

    public ILookup<View, StoredFailure> Failures(IReadOnlyDictionary<View, Window> within) =>
        within
            .SelectMany(
                each => tables.Results.GetValueOrDefault(each.Key, []),
                (each, row) => (View: each.Key, Window: each.Value, row.Key, row.Value.Result)
            )
            .Where(each => each.Window.Contains(each.Key.At) && each.Key.By != Trigger.Manual)
            .Where(each => each.Result.Outcome is Outcome.Down or Outcome.Degraded)
            .ToLookup(each => each.View, each => new StoredFailure(each.Key.At, each.Result.Reason!.Value, null, null));

    public void ForgetCauses(long[] incidents) => Own.Causes.RemoveAll(each => incidents.Contains(each.Incident));

    public void TrimCauses(IReadOnlyList<SubjectIncident> incidents)
    {
        foreach (var incident in incidents)
        {
            Own.Causes.RemoveAll(each =>
                each.Incident == incident.Id
                && (
                    each.Cause.Where.Hour + TimeSpan.FromHours(1) <= incident.Window.From
                    || each.Cause.Where.Hour >= incident.Window.To
                )
            );
        }
    }

    public virtual void WriteCauses(
        IReadOnlyList<(long Incident, View View, Instant From)> counted,
        IReadOnlyList<(long Incident, Cause<(int Target, short Region, Instant Hour)> Cause)> causes
    )
    {
        foreach (var (incident, view, from) in counted)
        {
            Own.Causes.RemoveAll(each =>
                each.Incident == incident
                && (each.Cause.Where.Target, each.Cause.Where.Region) == (view.Target, view.Region)
                && each.Cause.Where.Hour >= from
            );
        }

        Own.Causes.AddRange(causes);
    }

    public Dictionary<NotifiedSubject, NotificationFold> Notifications(IEnumerable<NotifiedSubject> subjects) =>
        subjects.ToDictionary(each => each, each => Own.Notifications.GetValueOrDefault(each, NotificationFold.Quiet));

    public void Write(IReadOnlyDictionary<NotifiedSubject, NotificationFold> folds)
    {
        foreach (var (subject, fold) in folds)
            Own.Notifications[subject] = fold;
    }

    public void Commit(IReadOnlyList<IncidentNews> news, IReadOnlyList<LedgerEvent> events)
    {
        Check();
        Own.Told.AddRange(events);
        tables.Correlated = Own;
        Forget(news);
        RollBack();
    }

    /// <summary>Gives its lock back; after a commit that is all.</summary>
    public void RollBack()
    {
        IsOver = true;
        if (tables.Correlator == this)
            tables.Correlator = null;
    }

    /// <summary>Deletes the news that were read.</summary>
    protected virtual void Forget(IReadOnlyList<IncidentNews> news) =>
        tables.News.RemoveAll(each => news.Any(read => read.Id == each.Id));

    protected virtual bool TryLock()
    {
        if (tables.Correlator is not null)
            return false;

        tables.Correlator = this;
        return true;
    }

    private static bool IsStanding(IncidentRow row) => row is { MergedInto: null, Withdrawn: false };

    private IEnumerable<int> MembersOf(Func<int, bool> component) =>
        tables
            .Targets.Where(row => row.Value.Memberships.Any(member => component(member.Component)))
            .Select(row => row.Key);

    private IEnumerable<(IncidentRow Row, SubjectIncident Incident)> All() =>
        tables
            .TargetIncidents.Values.Select(row => (row, Of(row, row.Subject, null, null)))
            .Concat(tables.ComponentIncidents.Values.Select(row => (row, Of(row, null, row.Subject, null))))
            .Concat(Own.Incidents.Values.Select(row => (row, Of(row, null, null, (short)row.Subject))));

    private static SubjectIncident Of(IncidentRow row, int? target, int? component, short? region) =>
        new(row.Id, target, component, region, row.Incident.Window);
}
