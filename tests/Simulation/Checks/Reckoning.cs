using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Engine;
using Ringback.Tests.Simulation.World;

namespace Ringback.Tests.Simulation.Checks;

/// <summary>In peace: whether the ledger holds what was promised, and says of it what the oracle says.</summary>
internal sealed class Reckoning(
    Setting setting,
    LedgerTables tables,
    IReadOnlyList<WorkerSite> workers,
    IReadOnlyList<CentreSite> centres
)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    /// <summary>How far the clock of a centre was ever behind: what it refused as ahead may have been so much nearer.</summary>
    private readonly TimeSpan _behind = -centres.Min(site => site.Box.Errors().Least);

    /// <exception cref="SimulationException">It does not.</exception>
    public void Hold()
    {
        HoldResults();
        HoldSlots();
        new TimelineCheck(setting, tables).Hold();
    }

    private void HoldResults()
    {
        if (tables.Dropped.Values.SelectMany(rows => rows.Keys).Any(key => key.At >= tables.Horizon))
            throw new SimulationException("results are gone that are not sealed");

        // What is sealed may be gone: it was there, and all that was made of it stays as it is.
        var taken = tables.Results.Keys.Union(tables.Dropped.Keys).SelectMany(tables.Taken).ToList();
        var stored = taken.Select(row => row.Result).ToDictionary(result => result.Key);
        var said = setting.Notary.Results.ToLookup(result => result.Result.Key);
        foreach (var row in taken)
        {
            if (row.Result.ScheduledAt < row.SealedThen)
                throw new SimulationException($"taken although it is too late: {row.Result}");
        }

        foreach (var (key, result) in stored)
        {
            if (!said[key].Any(each => IsSame(each.Result, result)))
                throw new SimulationException($"the ledger holds what no run said: {result}");
        }

        foreach (var results in said)
        {
            var promised = results.Where(each => each is { PromisedAt: not null, IsGivenUp: false }).ToList();
            var owed = promised.Where(each => !IsAhead(each)).Select(each => each.Result).ToList();
            if (!stored.TryGetValue(results.Key, out var found))
            {
                if (owed.Count > 0 && (IsTooLate(results.Key.ScheduledAt) || owed.TrueForAll(MayHaveBeenAhead)))
                    continue;

                if (owed.Count > 0)
                    throw new SimulationException($"a promised result is missing: {owed[0]}");

                if (
                    owed.Count == 0
                    && promised.Count > 0
                    && !tables.Refused.Keys.Any(each => each.Reason == Refusals.ClockSkew)
                )
                    throw new SimulationException($"a result was refused and not counted: {promised[0].Result}");
            }
            else if (
                !IsTooLate(results.Key.ScheduledAt)
                && owed.Find(each => Counts(each, found) && !MayHaveBeenAhead(each)) is { } better
            )
            {
                throw new SimulationException($"of one identity {found} counts, but {better} should");
            }
        }
    }

    /// <summary>Whether it may have been refused for that.</summary>
    private bool IsTooLate(Instant slot) =>
        slot < tables.Horizon && tables.Refused.Keys.Any(each => each.Reason == Refusals.TooLate);

    /// <summary>Each slot of a process that watched, and whose clock stood firm, was run once.</summary>
    private void HoldSlots()
    {
        if (setting.Plan.Versions.Count > 1)
            return;

        var catalog = setting.Plan.Versions[0].Catalog;
        foreach (var site in workers)
        {
            foreach (var session in site.Sessions.Where(session => session.WatchesSince is not null))
            {
                var end = Math.Min(session.DiedAt ?? setting.Loop.Now, session.StoppedAt ?? setting.Loop.Now);
                if (site.Box.Steps.Any(step => step.At >= session.StartedAt && step.At <= end))
                    continue;

                var error = TimeSpan.FromTicks(site.Box.Steps.Where(s => s.At < end).Sum(s => s.By.Ticks));
                var pauses = TimeSpan.FromTicks(session.Host.Pauses.Sum(pause => pause.Length.Ticks));
                var from = Plan.Begin + TimeSpan.FromTicks(session.WatchesSince!.Value) + error;
                var to = Plan.Begin + TimeSpan.FromTicks(end) + error - pauses - TimeSpan.FromSeconds(60);
                var runs = setting
                    .Notary.Results.Where(said => said.Session == session && said.Result.Trigger == Trigger.Schedule)
                    .Select(said => (said.Result.Target, said.Result.ScheduledAt))
                    .ToList();
                if (runs.Count != runs.Distinct().Count())
                    throw new SimulationException($"{session.Host.Name} ran a slot twice");

                foreach (var target in catalog.Targets.Where(target => target.Regions.Contains(site.Region)))
                {
                    var begin = Instant.Max(from, catalog.EffectiveAt);
                    foreach (var slot in Slot.Between(target, site.Region, begin, to))
                    {
                        if (!runs.Contains((target.Id, slot)))
                            throw new SimulationException($"{session.Host.Name} left out {target.Id}'s slot {slot}");
                    }
                }
            }
        }
    }

    /// <summary>Whether a centre whose clock was behind has refused it, as it should.</summary>
    private bool MayHaveBeenAhead(ProbeResult result) =>
        tables.Ahead.Any(each =>
            (each.Target, each.Region) == (result.Target, result.Region) && result.ScheduledAt > each.ReceivedAt + Skew
        )
        && setting
            .Notary.Results.Where(said => said.Result == result)
            .Any(said => result.ScheduledAt > Plan.Begin + TimeSpan.FromTicks(said.PromisedAt!.Value) - _behind + Skew);

    private static bool IsAhead(SaidResult said) =>
        said.Result.ScheduledAt > Plan.Begin + TimeSpan.FromTicks(said.PromisedAt!.Value) + Skew;

    private static bool IsSame(ProbeResult left, ProbeResult right) =>
        (left.Outcome, left.Reason, left.StartedAt, left.Duration, left.LaneWait)
        == (right.Outcome, right.Reason, right.StartedAt, right.Duration, right.LaneWait);

    /// <summary>Known before unknown, then the earlier start, then the better outcome, then the lesser reason.</summary>
    private static bool Counts(ProbeResult left, ProbeResult right)
    {
        var ours = (left.Outcome == Outcome.Unknown, left.StartedAt.Microseconds, left.Outcome);
        var theirs = (right.Outcome == Outcome.Unknown, right.StartedAt.Microseconds, right.Outcome);
        var order = ours.CompareTo(theirs);
        return order < 0 || (order == 0 && string.CompareOrdinal(Text(left), Text(right)) < 0);
    }

    private static string Text(ProbeResult result) =>
        string.Concat($"{result.Reason}".Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{c}" : $"{c}"))
            .ToLowerInvariant();
}
