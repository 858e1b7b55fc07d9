using System.Collections.Concurrent;
using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Results;

/// <summary>The daily partitions of results and their evidence.</summary>
internal sealed class Partitions(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<DateOnly, bool> _there = new();
    private Instant? _horizon;

    /// <summary>Makes those that slots from the horizon on need.</summary>
    /// <returns>
    /// The horizon: nothing is taken for a slot before it. It may have moved since it was last read: who stores by it reads
    /// it again before the commit.
    /// </returns>
    public async Task<Instant> EnsureAsync(IEnumerable<Instant> slots, CancellationToken cancel)
    {
        var horizon = _horizon ?? await ReadHorizonAsync(cancel);
        var missing = slots
            .Where(slot => slot >= horizon)
            .Select(DayOf)
            .Distinct()
            .Where(day => !_there.ContainsKey(day))
            .Order()
            .ToList();
        if (missing.Count > 0)
        {
            await using var connection = await database.OpenConnectionAsync(cancel);
            foreach (var day in missing)
            {
                await CreateAsync(connection, day, cancel);
                _there[day] = true;
            }
        }

        return horizon;
    }

    /// <summary>Days were sealed, or dropped, or this is another database.</summary>
    public void Forget()
    {
        _horizon = null;
        _there.Clear();
    }

    public static DateOnly DayOf(Instant instant) => DateOnly.FromDateTime(instant.ToDateTimeOffset().UtcDateTime);

    private async Task<Instant> ReadHorizonAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.ReadAsync(HorizonSql, [], row => row.GetInstant(0), cancel);
        _horizon = rows.Single();
        return rows.Single();
    }

    public const string HorizonSql = "select sealed_before from horizon";

    // Attached, not created in place: that would shut every writer of every other day out meanwhile.
    private static async Task CreateAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [Locks.Partitions], cancel);
        foreach (var parent in new[] { "result", "evidence" })
        {
            var name = $"{parent}_{day:yyyyMMdd}";
            await connection.ExecuteAsync(
                $"""
                do $$
                begin
                    if to_regclass('{name}') is null then
                        create table {name} (like {parent} including all);
                        alter table {parent} attach partition {name}
                            for values from ('{day:yyyy-MM-dd}T00:00:00Z') to ('{day.AddDays(1):yyyy-MM-dd}T00:00:00Z');
                    end if;
                end
                $$
                """,
                [],
                cancel
            );
        }

        await transaction.CommitAsync(cancel);
    }
}
