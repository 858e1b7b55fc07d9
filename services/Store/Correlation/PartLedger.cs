using Npgsql;

namespace Ringback.Store.Correlation;

/// <summary>Which incidents are parts of which.</summary>
public sealed class PartLedger : IPartLedger
{
    private readonly NpgsqlConnection _connection;

    internal PartLedger(NpgsqlConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public Task ForgetAsync(long[] incidents, CancellationToken cancel) =>
        _connection.ExecuteAsync(
            "delete from incident_part where part = any($1) or whole = any($1)",
            [incidents],
            cancel
        );

    /// <inheritdoc/>
    public async Task WriteAsync(
        long[] wholes,
        IReadOnlyCollection<(long Part, long Whole)> pairs,
        CancellationToken cancel
    )
    {
        object?[] keys = [pairs.Select(pair => pair.Part).ToArray(), pairs.Select(pair => pair.Whole).ToArray()];
        await _connection.ExecuteAsync(
            """
            delete from incident_part
            where whole = any($3)
                and not exists (
                    select from unnest($1::bigint[], $2::bigint[]) as given (part, whole)
                    where (given.part, given.whole) = (incident_part.part, incident_part.whole)
                )
            """,
            [.. keys, wholes],
            cancel
        );
        await _connection.ExecuteAsync(
            "insert into incident_part (part, whole) select * from unnest($1::bigint[], $2::bigint[]) on conflict do nothing",
            keys,
            cancel
        );
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<long, long>> WholesAsync(long[] parts, CancellationToken cancel) =>
        (
            await _connection.ReadAsync(
                $"select given.part, {WholeSql("given.part")} from unnest($1::bigint[]) as given (part)",
                [parts],
                row => (Part: row.GetInt64(0), Whole: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
                cancel
            )
        )
            .Where(row => row.Whole is not null)
            .DistinctBy(row => row.Part)
            .ToDictionary(row => row.Part, row => row.Whole!.Value);

    /// <summary>The whole of a part: that of a region before that of a component, then the one that opened first.</summary>
    internal static string WholeSql(string part) =>
        $"""
            (
                select whole from incident_part
                join incident as wide on wide.id = whole
                where incident_part.part = {part}
                order by wide.region is null, wide.opened_at, wide.id
                limit 1
            )
            """;
}
