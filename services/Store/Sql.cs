using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store;

/// <summary>The two things that every statement here needs: parameters by place, and instants.</summary>
internal static class Sql
{
    /// <param name="parameters">$1, $2 …: an <see cref="Instant"/> and arrays of them become timestamptz, null is null.</param>
    public static NpgsqlCommand Statement(
        this NpgsqlConnection connection,
        string sql,
        params ReadOnlySpan<object?> parameters
    )
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = ToSql(parameter) });

        return command;
    }

    /// <summary>The same in a batch, which goes in one round trip.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = ToSql(parameter) });

        batch.BatchCommands.Add(command);
    }

    public static async Task ExecuteAsync(
        this NpgsqlConnection connection,
        string sql,
        object?[] parameters,
        CancellationToken cancel
    )
    {
        await using var command = connection.Statement(sql, parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        object?[] parameters,
        Func<NpgsqlDataReader, T> row,
        CancellationToken cancel
    )
    {
        await using var command = connection.Statement(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(row(reader));

        return rows;
    }

    public static Instant GetInstant(this NpgsqlDataReader reader, int column) =>
        reader.GetDateTime(column).ToInstant();

    /// <summary>As Npgsql reads it: -infinity and infinity are the least and the greatest there are.</summary>
    public static Instant ToInstant(this DateTime time) =>
        time == DateTime.MinValue ? Instant.MinValue
        : time == DateTime.MaxValue ? Instant.MaxValue
        : Instant.From(new DateTimeOffset(time, TimeSpan.Zero));

    public static Instant? GetInstantOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInstant(column);

    public static string? GetStringOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    public static TimeSpan GetDuration(this NpgsqlDataReader reader, int column) =>
        TimeSpan.FromMicroseconds(reader.GetInt64(column));

    /// <summary>Two columns, from and to; null as the end is an open one.</summary>
    public static Window GetWindow(this NpgsqlDataReader reader, int column) =>
        new(reader.GetInstant(column), reader.GetInstantOrNull(column + 1) ?? Instant.MaxValue);

    /// <summary>Whole microseconds, finer ones cut.</summary>
    public static long ToMicroseconds(this TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>As Npgsql takes it, -infinity and infinity too.</summary>
    public static DateTime ToTimestamp(this Instant instant) =>
        instant == Instant.MinValue ? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)
        : instant == Instant.MaxValue ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)
        : instant.ToDateTimeOffset().UtcDateTime;

    private static object ToSql(object? parameter) =>
        parameter switch
        {
            null => DBNull.Value,
            Instant instant => ToTimestamp(instant),
            Instant[] instants => Array.ConvertAll(instants, ToTimestamp),
            Instant?[] instants => Array.ConvertAll(
                instants,
                instant => instant is { } at ? ToTimestamp(at) : (DateTime?)null
            ),
            _ => parameter,
        };
}
