using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;
using WindowSet = Ringback.Model.Sla.Windows; // a namespace of that name is among the references

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>One transaction at the server: it reads what is committed and its own writes, holds its locks, and is seen by others whole or not at all.</summary>
internal partial class LedgerTransaction(LedgerTables tables) : IOpenTransaction
{
    private readonly LedgerFacts _facts = new(tables);
    private readonly OwnRows<View, ViewRow> _views = new(tables.Views);
    private readonly OwnRows<int, StepFunction<Verdict>> _verdicts = new(tables.Verdicts);
    private readonly OwnRows<int, StepFunction<Verdict>> _componentVerdicts = new(tables.ComponentVerdicts);
    private readonly OwnIncidents _targetIncidents = new(tables, tables.TargetIncidents);
    private readonly OwnIncidents _componentIncidents = new(tables, tables.ComponentIncidents);
    private readonly OwnRows<ViewDay, DayRollup> _rollups = new(tables.Rollups);
    private readonly Dictionary<int, Instant> _rolledTo = [];
    private readonly List<IncidentNews> _news = [];

    public bool IsOver { get; private set; }

    public Instant Horizon => tables.Horizon;

    protected LedgerTables Tables => tables;

    /// <exception cref="IOException">It was rolled back meanwhile.</exception>
    public void Check()
    {
        if (IsOver)
            throw new IOException("the transaction is over: its connection broke");
    }

    public virtual IReadOnlyList<int> Claim(int limit, IReadOnlyCollection<int> except)
    {
        var claimed = tables
            .Touched.Where(touch => !except.Contains(touch.Target))
            .GroupBy(touch => touch.Target)
            .OrderBy(touches => touches.Min(touch => touch.Id))
            .Select(touches => touches.Key)
            .Where(target => tables.Derivations[target].Holder is null)
            .Take(limit)
            .ToList();
        foreach (var target in claimed)
            tables.Derivations[target].Holder = this;

        return claimed;
    }

    /// <returns>Whether it is held now; it may be asked again.</returns>
    public bool TryClaim(int target)
    {
        var row = tables.Derivations[target];
        row.Holder ??= this;
        return row.Holder == this;
    }

    public virtual IReadOnlyList<ClaimedTarget> Facts(IReadOnlyList<int> claimed) =>
        [.. claimed.Select(_facts.Of).Where(target => target.Touches.Count > 0)];

    public Dictionary<ViewDay, DayRollup> Days(IReadOnlyList<(View View, DateOnly From, DateOnly To)> days) =>
        _rollups
            .All.Where(row => days.Any(d => d.View == row.Key.View && d.From <= row.Key.Day && row.Key.Day <= d.To))
            .Where(row => !row.Value.IsEmpty)
            .ToDictionary();

    public ILookup<View, RolledRun> Runs(IReadOnlyList<(View View, Window Window)> windows) =>
        windows
            .SelectMany(
                each => tables.Results.GetValueOrDefault(each.View, []),
                (each, row) => (each.View, each.Window, row.Key, row.Value.Result)
            )
            .Where(each => each.Window.Contains(each.Key.At) && each.Key.By == Trigger.Schedule)
            .ToLookup(each => each.View, each => LedgerTables.Rolled(each.Result));

    public void Write(IReadOnlyDictionary<ViewDay, DayRollup> days)
    {
        foreach (var (day, rollup) in days)
            _rollups[day] = rollup;
    }

    public void Advance(IReadOnlyDictionary<int, Instant> rolledTo)
    {
        foreach (var (target, to) in rolledTo)
            _rolledTo[target] = to;
    }

    public Dictionary<int, StoredVerdicts> Verdicts(bool ofComponents, IReadOnlyDictionary<int, Instant> from) =>
        from.ToDictionary(each => each.Key, each => Stored(Verdicts(ofComponents, each.Key), each.Value));

    /// <summary>From the last turn to up before an instant.</summary>
    public static StoredVerdicts Stored(StepFunction<Verdict>? verdicts, Instant from)
    {
        var changes = verdicts?.Changes ?? [];
        var up = changes
            .Where(change => change.Value == Verdict.Up && change.At < from)
            .Select(change => change.At)
            .LastOrDefault(Instant.MinValue);
        return new StoredVerdicts(
            up,
            new StepFunction<Verdict>(Verdict.Unknown, changes.Where(change => change.At >= up))
        );
    }

    public void Write(
        bool ofComponents,
        IReadOnlyList<(int Id, Instant From, IReadOnlyList<Change<Verdict>> Changes)> changed
    )
    {
        foreach (var (id, from, changes) in changed)
        {
            (ofComponents ? _componentVerdicts : _verdicts)[id] = Verdicts(ofComponents, id)
                .Replace(from, changes.Where(change => change.At >= from));
        }
    }

    /// <returns>Whether it is held now; it may be asked again.</returns>
    public virtual bool TryLock(int component)
    {
        if (tables.ComponentHolders.TryGetValue(component, out var holder) && holder != this)
            return false;

        tables.ComponentHolders[component] = this;
        return true;
    }

    public ComponentFacts Component(int id, Instant from)
    {
        var members = tables
            .Targets.Where(row => row.Value.Memberships.Any(member => member.Component == id))
            .Select(row => new ComponentMember(
                WindowSet.Intersect(
                    row.Value.Memberships.Where(member => member.Component == id).Select(member => member.Window),
                    row.Value.Lifetime
                ),
                Reaching(Verdicts(false, row.Key), Verdict.Unknown, from)
            ));
        return new ComponentFacts(id, [.. members], WindowSet.Union(_facts.MaintenanceOf(id)));
    }

    public ClaimedTarget FactsOf(int id) => _facts.Of(id);

    public OwnIncidents Incidents(bool ofComponents) => ofComponents ? _componentIncidents : _targetIncidents;

    public virtual void Commit(
        IReadOnlyList<ClaimedTarget> targets,
        IReadOnlyDictionary<int, Instant?> dueAt,
        Instant now,
        IReadOnlyList<LedgerEvent> events
    )
    {
        Check();
        foreach (var each in events.Where(each => each.Incident is null))
            tables.Events.Add((tables.Events.Count + 1, each));

        // Of results by what was there before, as the statement sees it: incidents of its own transaction among it.
        _targetIncidents.Commit();
        _componentIncidents.Commit();
        _news.AddRange(NewsOfResults(targets));
        _news.AddRange(
            events
                .Where(each => each.Incident is not null)
                .Select(e => new IncidentNews(0, e.Kind, e.Target, null, e.Component, e.Incident, e.At, e.Body))
        );
        foreach (var news in _news)
            tables.Tell(news);

        Forget(targets);
        foreach (var (target, due) in dueAt)
        {
            tables.Derivations[target].DueAt = due;
            tables.Derivations[target].DerivedAt = now;
        }

        foreach (var (target, to) in _rolledTo)
            tables.Derivations[target].RolledTo = to;

        _views.Commit();
        _rollups.Commit();
        _verdicts.Commit();
        _componentVerdicts.Commit();
        RollBack();
    }

    /// <summary>Gives its locks back; after a commit that is all.</summary>
    public void RollBack()
    {
        IsOver = true;
        foreach (var row in tables.Derivations.Values.Where(row => row.Holder == this))
            row.Holder = null;

        foreach (var component in tables.ComponentHolders.Where(each => each.Value == this).Select(each => each.Key))
            tables.ComponentHolders.Remove(component);
    }

    /// <summary>Deletes the touches that were read.</summary>
    protected virtual void Forget(IReadOnlyList<ClaimedTarget> targets)
    {
        var read = targets.SelectMany(target => target.Touches).Select(touch => touch.Id).ToHashSet();
        tables.Touched.RemoveAll(touch => read.Contains(touch.Id));
    }

    /// <summary>Results that changed while their target, or a component of it, has an incident.</summary>
    private IEnumerable<IncidentNews> NewsOfResults(IEnumerable<ClaimedTarget> targets) =>
        from target in targets
        from touches in target.Touches.Where(touch => touch.Region is not null).GroupBy(touch => touch.Region)
        let at = touches.MinBy(touch => touch.At.Microseconds).At
        where
            _targetIncidents.ReachOf(target.Id) > at
            || target.Memberships.Any(member => _componentIncidents.ReachOf(member.Component) > at)
        select new IncidentNews(0, NewsKinds.Results, target.Id, touches.Key, null, null, at, "{}");

    private ViewRow View(View view) => _views.Find(view) ?? ViewRow.Empty;

    private StepFunction<Verdict> Verdicts(bool ofComponents, int id) =>
        (ofComponents ? _componentVerdicts : _verdicts).Find(id) ?? new StepFunction<Verdict>(Verdict.Unknown);

    /// <summary>From the last change before an instant.</summary>
    private static StepFunction<T> Reaching<T>(StepFunction<T> all, T initial, Instant from)
    {
        var before = all.Changes.LastOrDefault(change => change.At < from);
        return new StepFunction<T>(initial, all.Changes.Where(change => change.At >= before.At));
    }
}
