using Npgsql;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Results;

namespace Ringback.Store.Objectives;

/// <summary>Counts the scheduled runs that a promise counts, from raw results.</summary>
public sealed class RunReads(NpgsqlDataSource database)
{
    /// <returns>Null where raw results do not reach back to the window's start any more.</returns>
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
        if (horizon[0] > window.From)
            return null;

        var counts = default(RunCounts);
        foreach (var target in facts.Targets)
        {
            counts += calls
                ? await CallsAsync(connection, terms, facts.Subject.Maintenance, target, window, cancel)
                : await RunsAsync(connection, terms, facts.Subject.Maintenance, target, window, cancel);
        }

        return counts;
    }

    private static async Task<RunCounts> RunsAsync(
        NpgsqlConnection connection,
        ObjectiveTerms terms,
        SubjectMaintenance maintenance,
        SubjectTarget target,
        Window window,
        CancellationToken cancel
    )
    {
        var (within, excluded) = ObjectiveRuns.Pieces(terms, maintenance, target.Maintenance, window);
        var pieces = Windows
            .Subtract(within, excluded)
            .Select(piece => (Piece: piece, IsExcluded: false))
            .Concat(Windows.Intersect(within, excluded).Select(piece => (Piece: piece, IsExcluded: true)))
            .ToList();
        var counted = new Dictionary<(Outcome Outcome, bool IsExcluded), long>();
        var stored = new StoredRuns(connection);
        foreach (var (view, _) in await stored.ViewsAsync(target.Number, null, cancel))
        {
            var runs = await stored.JudgedAsync(
                [.. pieces.Select(piece => (view, piece.Piece))],
                RunFilter.Scheduled,
                cancel
            );
            foreach (var piece in runs)
            {
                foreach (var run in piece)
                {
                    var key = (run.Outcome, pieces[piece.Key].IsExcluded);
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
        Window window,
        CancellationToken cancel
    )
    {
        var stored = new StoredRuns(connection);
        var views = await stored.ViewsAsync(target.Number, null, cancel);
        var counts = default(RunCounts);
        foreach (var day in await stored.DaysAsync(target.Number, window, cancel)) // a month is never whole in memory
        {
            var runs = await stored.WholeAsync(
                [.. views.Select(each => (each.View, day))],
                RunFilter.Scheduled,
                cancel
            );
            var some = runs.SelectMany(each => each).Select(RollupColumns.Run).ToList();
            counts += ObjectiveRuns.Of(terms, maintenance, target.Maintenance, some, window);
        }

        return counts;
    }
}
