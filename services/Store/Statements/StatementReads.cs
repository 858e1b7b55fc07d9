using Npgsql;
using Ringback.Model;
using Ringback.Store.Access;

namespace Ringback.Store.Statements;

/// <summary>Which statements to list.</summary>
/// <param name="Objective">Id, or null for all.</param>
/// <param name="Period">Such as <c>2026-10</c>, or null for all.</param>
/// <param name="Before">Number that the page goes on before; null for the first page.</param>
public sealed record StatementFilter(string? Objective, string? Period, long? Before = null, int Limit = 100)
{
    /// <summary>Only promises of what is within it; null for all.</summary>
    public Reach? Reach { get; init; }
}

/// <summary>Statements, the newest first.</summary>
public sealed class StatementReads(NpgsqlDataSource database)
{
    /// <summary>Members of a statement that heads are without.</summary>
    public static IReadOnlyList<string> Lists { get; } = ["exclusions", "incidents", "gaps"];

    private static readonly string HeadSql = $"""
        (
            select json_object_agg(key, case when key in ('{string.Join(
            "', '",
            Lists
        )}') then '[]'::json else value end)
            from json_each(body::json)
        )::text
        """;

    /// <summary>Whole, byte for byte.</summary>
    public Task<IReadOnlyList<StatementRow>> ReadAsync(StatementFilter filter, CancellationToken cancel) =>
        ReadAsync(filter, "body", cancel);

    /// <summary>Bodies with nothing in the lists that have no bound (<see cref="Lists"/>): a month can have tens of thousands of gaps.</summary>
    public Task<IReadOnlyList<StatementRow>> HeadsAsync(StatementFilter filter, CancellationToken cancel) =>
        ReadAsync(filter, HeadSql, cancel);

    private async Task<IReadOnlyList<StatementRow>> ReadAsync(
        StatementFilter filter,
        string body,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await ReadAsync(
            connection,
            body,
            """
            where ($1::text is null or objective = $1) and ($2::text is null or period = $2)
                and ($3::bigint is null or id < $3)
                and ($5::text[] is null or (
                    coalesce(body::jsonb #> '{objective,targets}', '[]') <@ to_jsonb($6::text[])
                    and coalesce(body::jsonb #> '{objective,components}', '[]') <@ to_jsonb($5::text[])))
            order by id desc
            limit $4
            """,
            [
                filter.Objective,
                filter.Period,
                filter.Before,
                filter.Limit,
                filter.Reach?.Components,
                filter.Reach?.Targets,
            ],
            cancel
        );
    }

    /// <param name="body">Of what is read of each body, in SQL.</param>
    /// <param name="choice">From <c>where</c> on.</param>
    internal static async Task<IReadOnlyList<StatementRow>> ReadAsync(
        NpgsqlConnection connection,
        string body,
        string choice,
        object?[] parameters,
        CancellationToken cancel
    )
    {
        var rows = await connection.ReadAsync(
            $"""
            select id, objective, period, catalog_version, written_at, {body},
                array(select written_at from statement_amendment where statement = id order by number),
                array(select {body} from statement_amendment where statement = id order by number)
            from statement
            {choice}
            """,
            parameters,
            row => new StatementRow(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt64(3),
                row.GetInstant(4),
                row.GetString(5),
                [
                    .. row.GetFieldValue<DateTime[]>(6)
                        .Zip(row.GetFieldValue<string[]>(7))
                        .Select((pair, place) => new AmendmentRow(place + 1, Instant.From(pair.First), pair.Second)),
                ]
            ),
            cancel
        );
        return rows;
    }
}
