using System.Collections.Concurrent;
using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Results;

/// <summary>The daily partitions of results and their evidence.</summary>
internal sealed class Partitions(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<DateOnly, bool> _there = new();

    /// <summary>Makes those that slots from the horizon on need.</summary>
    /// <returns>The horizon: nothing is taken for a slot before it.</returns>
    public async Task<Instant> EnsureAsync(IEnumerable<Instant> slots, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var horizon = (
            await connection.ReadAsync("select sealed_before from horizon", [], row => row.GetInstant(0), cancel)
        ).Single();
        var missing = slots
            .Where(slot => slot >= horizon)
            .Select(DayOf)
            .Distinct()
            .Where(day => !_there.ContainsKey(day))
            .Order();
        foreach (var day in missing)
        {
            await CreateAsync(connection, day, cancel);
            _there[day] = true;
        }

        return horizon;
    }

    public void Forget() => _there.Clear();

    public static DateOnly DayOf(Instant instant) => DateOnly.FromDateTime(instant.ToDateTimeOffset().UtcDateTime);

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
