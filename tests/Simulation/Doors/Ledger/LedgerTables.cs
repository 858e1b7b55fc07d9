using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Correlation;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>What is committed, and the statements that change it: the contract of Postgres in plain collections.</summary>
/// <remarks>Virtual where a planted bug does it wrong.</remarks>
internal partial class LedgerTables
{
    private long _lastTouch;
    private long _lastNews;

    /// <summary>Nothing is taken for a slot before it; at first nothing is sealed.</summary>
    public Instant Horizon { get; private set; } = Instant.From(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public Dictionary<string, int> TargetIds { get; } = [];

    public Dictionary<string, short> RegionIds { get; } = [];

    public Dictionary<string, int> ComponentIds { get; } = [];

    public Dictionary<int, TargetRow> Targets { get; } = [];

    public MaintenanceTable Maintenance { get; } = new();

    public Dictionary<View, SortedDictionary<(Instant At, Trigger By), ResultRow>> Results { get; } = [];

    /// <summary>What was there once.</summary>
    public Dictionary<View, SortedDictionary<(Instant At, Trigger By), ResultRow>> Dropped { get; } = [];

    public Dictionary<(short Region, string Reason), int> Refused { get; } = [];

    /// <summary>Refused because their slots were still to come, by the clock of the centre.</summary>
    public HashSet<(string Target, string Region, Instant ReceivedAt)> Ahead { get; } = [];

    public List<TouchRow> Touched { get; } = [];

    public SortedDictionary<int, DerivationRow> Derivations { get; } = [];

    public Dictionary<View, ViewRow> Views { get; } = [];

    public Dictionary<int, StepFunction<Verdict>> Verdicts { get; } = [];

    public Dictionary<int, StepFunction<Verdict>> ComponentVerdicts { get; } = [];

    public Dictionary<int, object> ComponentHolders { get; } = [];

    public Dictionary<ViewDay, DayRollup> Rollups { get; } = [];

    public SortedDictionary<long, IncidentRow> TargetIncidents { get; } = [];

    public SortedDictionary<long, IncidentRow> ComponentIncidents { get; } = [];

    public long LastIncident { get; set; }

    /// <summary>What derivers tell correlators.</summary>
    public List<IncidentNews> News { get; } = [];

    /// <summary>The one that is at work.</summary>
    public object? Correlator { get; set; }

    public CorrelatedTables Correlated { get; set; } = new();

    /// <summary>Those that are not of incidents.</summary>
    public List<(long Id, LedgerEvent Event)> Events { get; } = [];

    /// <summary>One transaction: rows by precedence, and a touch for each hour of a view that changed.</summary>
    public virtual StoreReceipt Store(IReadOnlyList<TakenResult> taken, Instant receivedAt)
    {
        var refused = new Dictionary<string, int>();
        var changed = new Dictionary<(View View, Instant Hour), Instant>();
        var (stored, duplicates) = (0, 0);
        foreach (var (result, refusal) in taken)
        {
            var hasTarget = TargetIds.TryGetValue(result.Target, out var target);
            var hasRegion = RegionIds.TryGetValue(result.Region, out var region);
            var why =
                refusal
                ?? (
                    IsTooLate(result) ? Refusals.TooLate
                    : !hasTarget ? Refusals.UnknownTarget
                    : !hasRegion ? Refusals.UnknownRegion
                    : null
                );
            if (why is { } reason)
            {
                if (why == Refusals.ClockSkew)
                    Ahead.Add((result.Target, result.Region, receivedAt));

                Refused[(region, reason)] = Refused.GetValueOrDefault((region, reason)) + 1;
                refused[reason] = refused.GetValueOrDefault(reason) + 1;
                continue;
            }

            var view = new View(target, region);
            if (!Put(view, result, receivedAt))
            {
                duplicates++;
                continue;
            }

            stored++;
            var hour = (view, result.ScheduledAt.HourStart);
            if (result.Trigger != Trigger.Manual)
                changed[hour] = ToTouch(changed.TryGetValue(hour, out var at) ? at : null, result.ScheduledAt);
        }

        foreach (var ((view, _), at) in changed)
            Touch(view.Target, view.Region, at);

        return new StoreReceipt(stored, duplicates, refused);
    }

    /// <summary>Moves the horizon forward, never back.</summary>
    public virtual void Seal(Instant before)
    {
        if (before <= Horizon)
            return;

        Horizon = before;
        foreach (var row in Derivations.Values)
            row.RolledAtSeal = row.RolledTo;
    }

    /// <summary>Drops raw results of days that end at or before an instant, unless a touch before it waits.</summary>
    /// <returns>How many days.</returns>
    public virtual int DropResults(Instant before)
    {
        if (Touched.Any(touch => touch.Region is not null && touch.At < before))
            return 0;

        var days = new HashSet<DateOnly>();
        foreach (var (view, rows) in Results)
        {
            var gone = rows.Where(row => ViewDay.DayOf(row.Key.At) < ViewDay.DayOf(before)).ToList();
            foreach (var (key, row) in gone)
            {
                rows.Remove(key);
                Dropped.TryAdd(view, []);
                Dropped[view].Add(key, row);
                days.Add(ViewDay.DayOf(key.At));
            }
        }

        return days.Count;
    }

    /// <summary>All that ever was there of a view.</summary>
    public IReadOnlyList<ResultRow> Taken(View view) =>
        [.. Dropped.GetValueOrDefault(view, []).Values, .. Results.GetValueOrDefault(view, []).Values];

    public IReadOnlyList<int> TargetsBegunBefore(Instant before) =>
        [.. Targets.Where(row => row.Value.Lifetime[0].From < before).Select(row => row.Key).Order()];

    protected virtual bool IsTooLate(ProbeResult result) => result.ScheduledAt < Horizon;

    /// <returns>Whether it changed anything.</returns>
    protected virtual bool Put(View view, ProbeResult result, Instant receivedAt)
    {
        var rows = Results.TryGetValue(view, out var known) ? known : Results[view] = [];
        var key = (result.ScheduledAt, result.Trigger);
        if (rows.TryGetValue(key, out var before) && !TakesPrecedence(result, before.Result))
            return false;

        rows[key] = new ResultRow(result, receivedAt, Horizon);
        return true;
    }

    /// <summary>The page "semantics" once more, without the product's words.</summary>
    protected virtual bool TakesPrecedence(ProbeResult later, ProbeResult stored)
    {
        if ((later.Outcome == Outcome.Unknown) != (stored.Outcome == Outcome.Unknown))
            return stored.Outcome == Outcome.Unknown;

        if (later.StartedAt != stored.StartedAt)
            return later.StartedAt < stored.StartedAt;

        if (later.Outcome != stored.Outcome)
            return later.Outcome < stored.Outcome;

        return string.CompareOrdinal(Snake(later.Reason), Snake(stored.Reason)) < 0;
    }

    /// <summary>The earliest slot of the hour that changed.</summary>
    protected virtual Instant ToTouch(Instant? before, Instant slot) => before is { } at && at < slot ? at : slot;

    public virtual void Touch(int target, short? region, Instant at) =>
        Touched.Add(new TouchRow(++_lastTouch, target, region, at));

    /// <param name="news">Its number is given here.</param>
    public virtual void Tell(IncidentNews news) => News.Add(news with { Id = ++_lastNews });

    public virtual int TouchDue(Instant now)
    {
        var due = Derivations
            .Where(row => row.Value.DueAt <= now)
            .Where(row =>
                !Touched.Any(touch => touch.Target == row.Key && touch.Region is null && touch.At == row.Value.DueAt)
            )
            .ToList();
        foreach (var (target, row) in due)
            Touch(target, null, row.DueAt!.Value);

        return due.Count;
    }

    public static RolledRun Rolled(ProbeResult result) =>
        new(result.ScheduledAt, result.Trigger, result.Outcome, result.Reason, result.Duration, result.Measurements);

    private static string Snake(Reason? reason) =>
        reason is { } known ? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : "";
}
