using Npgsql;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;

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
        var (counted, excluded) = ObjectiveRuns.Pieces(terms, maintenance, target.Maintenance, window);
        var pieces = Windows
            .Subtract(counted, excluded)
            .Select(piece => (Piece: piece, IsExcluded: false))
            .Concat(Windows.Intersect(counted, excluded).Select(piece => (Piece: piece, IsExcluded: true)))
            .ToList();
        var rows = await connection.ReadAsync(
            """
            select outcome, is_excluded, count(*)
            from unnest($2::timestamptz[], $3::timestamptz[], $4::boolean[]) as piece (from_at, to_at, is_excluded)
            join result on target = $1 and scheduled_at >= from_at and scheduled_at < to_at and trigger = 1
            group by outcome, is_excluded
            """,
            [
                target.Number,
                pieces.Select(piece => piece.Piece.From).ToArray(),
                pieces.Select(piece => piece.Piece.To).ToArray(),
                pieces.Select(piece => piece.IsExcluded).ToArray(),
            ],
            row => (Outcome: (Outcome)row.GetInt16(0), IsExcluded: row.GetBoolean(1), Count: row.GetInt64(2)),
            cancel
        );
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

        long Count(Outcome outcome) => rows.Where(row => row.Outcome == outcome).Sum(row => row.Count);

        long Excluded(Outcome outcome) =>
            rows.Where(row => row.Outcome == outcome && row.IsExcluded).Sum(row => row.Count);
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
        await using var command = connection.Statement(
            """
            select scheduled_at, outcome, reason, body from result
            where target = $1 and scheduled_at >= $2 and scheduled_at < $3 and trigger = 1
            """,
            target.Number,
            window.From,
            window.To
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var counts = default(RunCounts);
        var some = new List<RolledRun>();
        while (await reader.ReadAsync(cancel))
        {
            some.Add(RollupColumns.Run(reader, 0));
            if (some.Count == 10_000) // a month of a target is never whole in memory
            {
                counts += ObjectiveRuns.Of(terms, maintenance, target.Maintenance, some, window);
                some.Clear();
            }
        }

        return counts + ObjectiveRuns.Of(terms, maintenance, target.Maintenance, some, window);
    }
}
