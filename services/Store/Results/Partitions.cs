using System.Collections.Concurrent;
using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Results;

/// <summary>The daily partitions of results and their evidence.</summary>
internal sealed class Partitions(NpgsqlDataSource database)
{
    /// <summary>The days of which there is a partition of results, and that partition.</summary>
    public const string DaysSql = """
        select to_date(right(relname, 8), 'YYYYMMDD') as day, pg_class.oid as part from pg_inherits
        join pg_class on pg_class.oid = inhrelid
        where inhparent = 'result'::regclass
        """;

    private readonly ConcurrentDictionary<DateOnly, bool> _there = new();
    private Horizon? _horizon;

    /// <summary>Makes those that need be there for the slots of results that are not sealed.</summary>
    /// <returns>
    /// The horizon: nothing is taken for what it seals. It may have moved since it was last read: who stores by it reads it
    /// again before the commit.
    /// </returns>
    public async Task<Horizon> EnsureAsync(IEnumerable<(string Target, Instant Slot)> results, CancellationToken cancel)
    {
        var horizon = _horizon ?? await ReadHorizonAsync(cancel);
        await EnsureAsync(
            results.Where(each => !horizon.IsSealed(each.Target, each.Slot)).Select(each => each.Slot),
            cancel
        );
        return horizon;
    }

    /// <summary>Makes those of some slots.</summary>
    public async Task EnsureAsync(IEnumerable<Instant> slots, CancellationToken cancel)
    {
        var missing = slots.Select(DayOf).Distinct().Where(day => !_there.ContainsKey(day)).Order().ToList();
        if (missing.Count == 0)
            return;

        await using var connection = await database.OpenConnectionAsync(cancel);
        foreach (var day in missing)
        {
            await CreateAsync(connection, day, cancel);
            _there[day] = true;
        }
    }

    /// <summary>Days were sealed, or dropped, or this is another database.</summary>
    public void Forget()
    {
        _horizon = null;
        _there.Clear();
    }

    public static DateOnly DayOf(Instant instant) => DateOnly.FromDateTime(instant.ToDateTimeOffset().UtcDateTime);

    private async Task<Horizon> ReadHorizonAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var horizon = (await connection.ReadAsync(Horizon.Sql, [], Horizon.Read, cancel)).Single();
        _horizon = horizon;
        return horizon;
    }

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
