using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Store.Objectives;

/// <summary>Counts the scheduled runs that a promise counts: from the hours that are rolled up where those can say, else from raw results.</summary>
public sealed class RunReads(NpgsqlDataSource database)
{
    /// <returns>Null where an hour cannot say and its raw results are gone.</returns>
    /// <param name="calls">Whether completed and conforming calls are wanted too: that reads every run.</param>
    public async Task<RunCounts?> CountAsync(
        ObjectiveTerms terms,
        SubjectFacts facts,
        Window window,
        bool calls,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var horizon = await connection.ReadAsync(
            "select sealed_before from horizon",
            [],
            row => row.GetInstant(0),
            cancel
        );
        var counts = default(RunCounts);
        foreach (var target in facts.Targets)
        {
            var history = (await TargetHistory.ReadAsync(connection, [target.Number], cancel))[target.Number];
            var (rolled, left) = await RolledAsync(connection, terms, facts, target, history, window, calls, cancel);
            if (left.Any(piece => piece.From < horizon[0]))
                return null;

            counts += rolled;
            counts += calls
                ? await CallsAsync(connection, terms, facts.Subject.Maintenance, target, history, left, cancel)
                : await RunsAsync(connection, terms, facts.Subject.Maintenance, target, history, left, cancel);
        }

        return counts;
    }

    /// <returns>What hours say, and what of the window is left to be counted run by run.</returns>
    private static async Task<(RunCounts Counts, IReadOnlyList<Window> Left)> RolledAsync(
        NpgsqlConnection connection,
        ObjectiveTerms terms,
        SubjectFacts facts,
        SubjectTarget target,
        TargetHistory history,
        Window window,
        bool calls,
        CancellationToken cancel
    )
    {
        var (counted, excluded) = ObjectiveRuns.Pieces(terms, facts.Subject.Maintenance, target.Maintenance, window);
        var rolledTo = Instant.Min(await RolledToAsync(connection, target, cancel) ?? window.From, window.To);
        if (rolledTo <= window.From)
            return (default, Windows.Intersect(counted, [window]));

        var rule = new ObjectiveHours(history.Lifetime, counted, excluded, calls);
        var rows = await connection.ReadAsync(
            "select day, total, hours from rollup where target = $1 and day between $2 and $3",
            [target.Number, ViewDay.DayOf(window.From), ViewDay.DayOf(rolledTo)],
            row =>
                (Day: row.GetFieldValue<DateOnly>(0), Row: (RollupColumns.Total(row, 1), row.GetFieldValue<byte[]>(2))),
            cancel
        );
        var sum = default(RunCounts);
        var left = new List<Window> { new(rolledTo, window.To) };
        foreach (var day in rows.GroupBy(row => row.Day, row => row.Row))
            Add(StartOf(day.Key), [.. day]);

        return (sum, Windows.Intersect(counted, left));

        void Add(Instant start, IReadOnlyList<(Rollup Total, byte[] Hours)> regions)
        {
            var day = new Window(start, start + (DayRollup.Hours * HourRollup.Length));
            if (day.To <= rolledTo && TrySum([.. regions.Select(each => rule.Of(day, each.Total.Counts, null))]))
                return;

            var days = regions.Select(each => RollupColumns.Day(each.Total, each.Hours)).ToList();
            for (var place = 0; place < DayRollup.Hours; place++)
            {
                var at = start + (place * HourRollup.Length);
                var hour = new Window(at, at + HourRollup.Length);
                if (hour.Overlaps(new Window(window.From, rolledTo)) && !TrySum(OfHour(days, place, hour)))
                    left.Add(hour with { To = Instant.Min(hour.To, rolledTo) });
            }
        }

        List<RunCounts?> OfHour(List<DayRollup> days, int place, Window hour) =>
            [
                .. days.Select(day => day[place])
                    .OfType<HourRollup>()
                    .Select(stored => rule.Of(hour, stored.Rollup.Counts, stored.MaintenanceIn(hour.From))),
            ];

        bool TrySum(IReadOnlyCollection<RunCounts?> said)
        {
            if (said.Any(counts => counts is null))
                return false;

            sum = said.Aggregate(sum, (sum, counts) => sum + counts!.Value);
            return true;
        }
    }

    private static Instant StartOf(DateOnly day) =>
        Instant.From(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));

    private static async Task<Instant?> RolledToAsync(
        NpgsqlConnection connection,
        SubjectTarget target,
        CancellationToken cancel
    )
    {
        var rows = await connection.ReadAsync(
            "select rolled_to from derivation where target = $1",
            [target.Number],
            row => row.GetInstantOrNull(0),
            cancel
        );
        return rows.SingleOrDefault();
    }

    private static async Task<RunCounts> RunsAsync(
        NpgsqlConnection connection,
        ObjectiveTerms terms,
        SubjectMaintenance maintenance,
        SubjectTarget target,
        TargetHistory history,
        IReadOnlyList<Window> left,
        CancellationToken cancel
    )
    {
        if (left.Count == 0)
            return default;

        var (within, excluded) = ObjectiveRuns.Pieces(terms, maintenance, target.Maintenance, Around(left));
        within = Windows.Intersect(within, left);
        var pieces = Windows
            .Subtract(within, excluded)
            .Select(piece => (Piece: piece, IsExcluded: false))
            .Concat(Windows.Intersect(within, excluded).Select(piece => (Piece: piece, IsExcluded: true)))
            .ToList();
        var counted = new Dictionary<(Outcome Outcome, bool IsExcluded), long>();
        var stored = new StoredRuns(connection);
        foreach (var (region, watched) in history.Assignments)
        {
            // A region's runs count while it watches the target, as in the hours that are rolled up.
            var seen = pieces
                .SelectMany(
                    piece => Windows.Intersect(watched, [piece.Piece]),
                    (piece, part) => (part, piece.IsExcluded)
                )
                .ToList();
            var runs = await stored.JudgedAsync(
                [.. seen.Select(each => (new View(target.Number, region), each.part))],
                RunFilter.Scheduled,
                cancel
            );
            foreach (var piece in runs)
            {
                foreach (var run in piece)
                {
                    var key = (run.Outcome, seen[piece.Key].IsExcluded);
                    counted[key] = counted.GetValueOrDefault(key) + 1;
                }
            }
        }

        return new RunCounts(
            Count(Outcome.Up),
            Count(Outcome.Degraded),
            Count(Outcome.Down),
            Count(Outcome.Unknown),
            Excluded(Outcome.Up) + Excluded(Outcome.Degraded),
            Excluded(Outcome.Down),
            0,
            0
        );

        long Count(Outcome outcome) => counted.GetValueOrDefault((outcome, false)) + Excluded(outcome);

        long Excluded(Outcome outcome) => counted.GetValueOrDefault((outcome, true));
    }

    private static async Task<RunCounts> CallsAsync(
        NpgsqlConnection connection,
        ObjectiveTerms terms,
        SubjectMaintenance maintenance,
        SubjectTarget target,
        TargetHistory history,
        IReadOnlyList<Window> left,
        CancellationToken cancel
    )
    {
        if (left.Count == 0)
            return default;

        var stored = new StoredRuns(connection);
        var counts = default(RunCounts);
        foreach (var day in await stored.DaysAsync(target.Number, Around(left), cancel)) // a month is never whole in memory
        {
            var pieces = Windows.Intersect(left, [day]);
            if (pieces.Count == 0)
                continue;

            var runs = await stored.WholeAsync(
                [
                    .. history.Assignments.SelectMany(
                        each => Windows.Intersect(each.Value, pieces),
                        (each, piece) => (new View(target.Number, each.Key), piece)
                    ),
                ],
                RunFilter.Scheduled,
                cancel
            );
            var some = runs.SelectMany(each => each).Select(RollupColumns.Run).ToList();
            counts += ObjectiveRuns.Of(terms, maintenance, target.Maintenance, some, day);
        }

        return counts;
    }

    private static Window Around(IReadOnlyList<Window> ordered) => new(ordered[0].From, ordered[^1].To);
}
