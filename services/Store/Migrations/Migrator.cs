using System.Reflection;
using Npgsql;

namespace Ringback.Store.Migrations;

/// <summary>Brings the schema forward: each embedded SQL file is applied once, in the order of the names, never back.</summary>
public sealed class Migrator(NpgsqlDataSource database)
{
    /// <summary>Names of the files, in order: <c>0001_ledger.sql</c> first.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(Migrator)
            .Assembly.GetManifestResourceNames()
            .Where(name =>
                name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal)
            )
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    private const string Prefix = "Ringback.Store.Migrations.";

    /// <summary>Safe to run from many processes at once: they wait for one another.</summary>
    /// <returns>What was applied now; empty where the schema was whole.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [Locks.Migrations], cancel);
        await connection.ExecuteAsync(
            "create table if not exists migration (name text primary key, applied_at timestamptz not null default now())",
            [],
            cancel
        );
        var applied = await connection.ReadAsync("select name from migration", [], row => row.GetString(0), cancel);
        var missing = All.Except(applied, StringComparer.Ordinal).ToList();
        foreach (var name in missing)
        {
            await connection.ExecuteAsync(Text(name), [], cancel);
            await connection.ExecuteAsync("insert into migration (name) values ($1)", [name], cancel);
        }

        await transaction.CommitAsync(cancel);
        return missing;
    }

    /// <summary>Whether every migration that this build knows has been applied.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var there = await connection.ReadAsync(
            "select to_regclass('migration') is not null",
            [],
            row => row.GetBoolean(0),
            cancel
        );
        if (!there[0])
            return false;

        var applied = await connection.ReadAsync("select name from migration", [], row => row.GetString(0), cancel);
        return !All.Except(applied, StringComparer.Ordinal).Any();
    }

    private static string Text(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"{name} is not in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
