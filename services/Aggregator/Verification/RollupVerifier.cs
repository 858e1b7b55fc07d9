using Ringback.Aggregator.Rollups;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Verification;

/// <summary>Rollups from the raw results, as far as those reach; each day's total from its hours, for ever.</summary>
internal sealed class RollupVerifier(LedgerSnapshot snapshot, IReadOnlyDictionary<short, string> names, Instant horizon)
{
    /// <param name="newest">When anything was last derived.</param>
    public async Task<List<Discrepancy>> RunAsync(
        ClaimedTarget target,
        string slug,
        Instant asOf,
        Instant newest,
        CancellationToken cancel
    )
    {
        var found = RolledTo(target, slug, asOf, newest).ToList();
        foreach (var region in target.Assignments.Keys)
        {
            var view = new View(target.Id, region);
            var stored = (await snapshot.Stored.RollupsAsync(view, cancel)).ToDictionary(row => new ViewDay(
                view,
                row.Day
            ));
            foreach (var day in Days(target, view, stored.Keys))
            {
                var isStored = stored.TryGetValue(day, out var row);
                var total = isStored ? row.Total : Rollup.Empty.ToBytes();
                var hours = isStored ? row.Hours : DayRollup.Empty.ToBytes();
                if (!Rollup.TryParse(total, out var whole) || !DayRollup.TryParse(whole, hours, out var before))
                {
                    found.Add(At(day.At, Hex(hours), "bytes of a day"));
                    continue;
                }

                var computed = await ComputeAsync(target, day, before, cancel);
                found.AddRange(Between(day.At, hours, computed.ToBytes()));
                found.AddRange(Between(day.At, total, computed.Total.ToBytes()));
            }

            IEnumerable<Discrepancy> Between(Instant at, byte[] left, byte[] right) =>
                left.AsSpan().SequenceEqual(right) ? [] : [At(at, Hex(left), Hex(right))];

            Discrepancy At(Instant at, string left, string right) =>
                new(slug, names[region], "rollup", at, left, right);
        }

        return found;
    }

    /// <summary>The hours that raw results still cover are computed, the others stand.</summary>
    private async Task<DayRollup> ComputeAsync(
        ClaimedTarget target,
        ViewDay day,
        DayRollup stored,
        CancellationToken cancel
    )
    {
        var (start, end) = Covered(target);
        if (day.At >= end || day.At + TimeSpan.FromDays(1) <= start)
            return stored;

        var whole = new Window(day.At, day.At + TimeSpan.FromDays(1));
        var runs = (await snapshot.Rollups.RunsAsync([(day.View, whole)], cancel))[day.View].ToList();
        var watched = target.Assignments[day.View.Region];
        return Enumerable
            .Range(0, DayRollup.Hours)
            .Select(place => (Place: place, At: day.At + (place * HourRollup.Length)))
            .Where(hour => hour.At >= start && hour.At < end)
            .Aggregate(
                stored,
                (rollup, hour) => rollup.With(hour.Place, HourRollup.Of(hour.At, runs, watched, target.Maintenance))
            );
    }

    private IEnumerable<ViewDay> Days(ClaimedTarget target, View view, IEnumerable<ViewDay> stored)
    {
        var days = stored.ToHashSet();
        var (start, end) = Covered(target);
        for (var day = ViewDay.Of(view, start); day.At < end; day = day with { Day = day.Day.AddDays(1) })
            days.Add(day);

        return days.OrderBy(day => day.Day);
    }

    private (Instant Start, Instant End) Covered(ClaimedTarget target) =>
        target.RolledTo is { } end && target.Lifetime.Count > 0
            ? (Instant.Max(horizon, target.Lifetime[0].From.HourStart), end)
            : (horizon, horizon);

    /// <summary>The end of the last hour before it was derived; a clock that was set back since leaves it ahead.</summary>
    private static IEnumerable<Discrepancy> RolledTo(ClaimedTarget target, string slug, Instant asOf, Instant newest)
    {
        if (target.Lifetime.Count == 0)
            yield break;

        var begun = target.Lifetime[0].From.HourStart;
        var (least, most) = (
            Instant.Max(begun, RollupStage.EndedAt(asOf)),
            Instant.Max(begun, RollupStage.EndedAt(newest))
        );
        if (target.RolledTo is not { } stored || stored < least || stored > most || stored != stored.HourStart)
        {
            yield return new Discrepancy(
                slug,
                null,
                "derivation",
                asOf,
                $"rolled to {target.RolledTo?.ToString() ?? Discrepancy.Nothing}",
                $"rolled to {least}"
            );
        }
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
