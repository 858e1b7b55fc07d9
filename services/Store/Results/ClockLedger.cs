using System.Collections.Concurrent;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.Store.Results;

/// <summary>Keeps what workers say of their own clocks.</summary>
public interface IClockLedger
{
    /// <param name="region">Slug; one that nobody knows is passed over.</param>
    Task NoteAsync(string region, string worker, ClockReading reading, Instant at, CancellationToken cancel);
}

/// <summary>The last word of each worker, written down every ten seconds at most; one that is silent for a week is forgotten.</summary>
public sealed class ClockLedger(NpgsqlDataSource database) : IClockLedger
{
    private const int LongestName = 128;
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string, string), Instant> _noted = [];

    /// <inheritdoc/>
    public async Task NoteAsync(
        string region,
        string worker,
        ClockReading reading,
        Instant at,
        CancellationToken cancel
    )
    {
        if (worker.Length is 0 or > LongestName || worker.Contains('\0', StringComparison.Ordinal))
            return;

        if (_noted.TryGetValue((region, worker), out var last) && at - last < Rhythm && at >= last)
            return;

        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(
            """
            with silent as (delete from worker_clock where at < $3 - interval '7 days')
            insert into worker_clock (region, worker, at, ahead, margin, servers)
            select id, $2, $3, $4, $5, $6 from region where slug = $1
            on conflict (region, worker) do update
            set at = excluded.at, ahead = excluded.ahead, margin = excluded.margin, servers = excluded.servers
            where worker_clock.at <= excluded.at
            """,
            [region, worker, at, Microseconds(reading.Offset), Microseconds(reading.Margin), reading.Servers],
            cancel
        );
        if (_noted.Count >= MostRemembered)
            _noted.Clear();

        _noted[(region, worker)] = at;
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
