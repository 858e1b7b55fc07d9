using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Ringback.Tests.EndToEnd;

/// <summary>The ledger as it lies in Postgres, and which slots it should hold, computed without the product's own code.</summary>
internal sealed class Ledger(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    /// <summary>Every row of every table, as text.</summary>
    public static async Task<string> EverythingAsync(string connectionString)
    {
        await using var ledger = new Ledger(connectionString);
        var tables = await ledger.ReadAsync(
            "select tablename from pg_tables where schemaname = 'public'",
            row => row.GetString(0)
        );
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            text.AppendJoin(
                '\n',
                await ledger.ReadAsync($"select to_jsonb(t)::text from \"{table}\" t", row => row.GetString(0))
            );
        }

        return text.ToString();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Target, region, from when on it is watched, and its interval in microseconds.</summary>
    public Task<List<(string Target, string Region, DateTime From, long Interval)>> WatchedAsync() =>
        ReadAsync(
            """
            select t.slug, r.slug, a.from_at, s.interval_us
            from assignment a
            join target t on t.id = a.target join region r on r.id = a.region
            join target_setting s on s.target = a.target
            order by 1, 2
            """,
            row => (row.GetString(0), row.GetString(1), row.GetDateTime(2), row.GetInt64(3))
        );

    public Task<List<DateTime>> StoredSlotsAsync(string target, string region, DateTime from, DateTime to) =>
        ReadAsync(
            """
            select scheduled_at from result
            where target = (select id from target where slug = $1) and region = (select id from region where slug = $2)
              and trigger = 1 and scheduled_at >= $3 and scheduled_at < $4
            """,
            row => row.GetDateTime(0),
            target,
            region,
            from,
            to
        );

    /// <summary>semantics: phase = first 8 bytes of SHA-256 over "target\0region", mod the interval.</summary>
    public static IEnumerable<DateTime> ExpectedSlots(
        string target,
        string region,
        long interval,
        DateTime from,
        DateTime to
    )
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{target}\0{region}"));
        var phase = (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)interval);
        for (var slot = phase + ((Microseconds(from) - phase) / interval * interval); ; slot += interval)
        {
            var at = DateTime.UnixEpoch.AddMicroseconds(slot);
            if (at >= to)
                yield break;

            if (at >= from)
                yield return at;
        }
    }

    private static long Microseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> row, params object[] parameters)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });

        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(row(reader));

        return rows;
    }
}
