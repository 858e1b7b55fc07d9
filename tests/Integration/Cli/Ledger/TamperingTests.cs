using Npgsql;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Cli.Ledger;

/// <summary>Every column of the schema is asked for, told, or derived; whoever tampers with a derived one is found out.</summary>
public sealed class TamperingTests(LabFixture lab, ITestOutputHelper output)
{
    /// <summary>What is given from outside: there is nothing to compute it from.</summary>
    private static readonly string[] Given =
    [
        "region",
        "target",
        "component",
        "catalog_version",
        "target_lifetime",
        "target_setting",
        "assignment",
        "component_member",
        "maintenance_window",
        "maintenance_time",
        "maintenance_amendment",
        "maintenance_amendment_time",
        "result",
        "packed_result",
        "evidence",
        "horizon",
        "refused",
        "backfill",
        "migration",
        "api_key",
        "api_key_secret",
        "audit",
        "idempotency",
        "announced_window",
        "incident_note",
        "run_request",
        "worker_clock",
    ];

    /// <summary>What is still to be done, and what was told of what had been done, which depends on when.</summary>
    private static readonly string[] Told =
    [
        "touched",
        "touched_batch",
        "incident_news",
        "event",
        "notification",
        "alert",
        "alert_receiver",
        "alert_delivery",
        "alert_request",
        "alert_waiting",
        "silence",
        "statement_progress",
        "derivation.target",
        "derivation.derived_at",
        "incident.id",
        "incident.changed_at",
        "statement.id",
        "statement.written_at",
        "statement_amendment.statement",
        "statement_amendment.written_at",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_derived_column_that_was_tampered_with_is_named()
    {
        await using var ledger = await VerifiedLedger.CreateAsync(lab);
        await ledger.CloseMonthAsync();
        Assert.Equal((0, "nothing is stored otherwise\n"), await ledger.VerifyAsync());

        // As whoever is above triggers and foreign keys.
        var text = new NpgsqlConnectionStringBuilder(ledger.Centre.Database.ConnectionString)
        {
            Options = "-c session_replication_role=replica",
        };
        await using var tamperer = NpgsqlDataSource.Create(text);
        var derived = await DerivedAsync(tamperer);
        var missed = new List<string>();
        foreach (var (table, column, type) in derived)
        {
            Assert.True(await TamperAsync(tamperer, table, column, type) == 1, $"{table}.{column} has no row");
            var (code, lines) = await ledger.VerifyAsync();
            if (code != 1 || !lines.Split('\n').Any(line => line.Contains($" {table} ", StringComparison.Ordinal)))
                missed.Add($"{table}.{column}: {code} {lines}");

            await ExecuteAsync(
                tamperer,
                $"delete from {table}; insert into {table} overriding system value select * from kept; drop table kept"
            );
        }

        output.WriteLine($"{derived.Count} derived columns");
        Assert.Empty(missed);
        Assert.Equal((0, "nothing is stored otherwise\n"), await ledger.VerifyAsync());
    }

    private static async Task<List<(string Table, string Column, string Type)>> DerivedAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            select table_name, column_name, data_type
            from information_schema.columns
            join pg_class on relname = table_name and relnamespace = 'public'::regnamespace and not relispartition and relkind <> 'v'
            where table_schema = 'public'
            order by table_name, ordinal_position
            """
        );
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var derived = new List<(string Table, string Column, string Type)>();
        while (await reader.ReadAsync(Cancel))
        {
            var (table, column) = (reader.GetString(0), reader.GetString(1));
            if (!Given.Contains(table) && !Told.Contains(table) && !Told.Contains($"{table}.{column}"))
                derived.Add((table, column, reader.GetString(2)));
        }

        return derived;
    }

    /// <returns>Rows that were changed.</returns>
    private static async Task<int> TamperAsync(NpgsqlDataSource database, string table, string column, string type)
    {
        var other = type switch
        {
            "timestamp with time zone" => $"coalesce({column}, '2026-10-05T12:00:00Z') + interval '1 microsecond'",
            "smallint" or "integer" or "bigint" => $"coalesce({column}, 0) + 1000",
            "date" => $"{column} + 1",
            "boolean" => $"not {column}",
            "bytea" => $"set_byte({column}, 0, get_byte({column}, 0) # 1)",
            "text" => $"{column} || ' '",
            _ => throw new InvalidOperationException($"{table}.{column} is a {type}: say how one tampers with it"),
        };
        // Of incidents one that stands, else a row in the middle, which has others on both sides.
        var choice = table == "incident" ? "merged_into is null and not withdrawn" : "true";
        await ExecuteAsync(database, $"create table kept as table {table}");
        await using var command = database.CreateCommand(
            $"""
            update {table} set {column} = {other}
            where ctid = (
                select ctid from {table} where {choice}
                order by {column} is null, ctid
                offset (select count(*) / 2 from {table} where {choice} and {column} is not null)
                limit 1
            )
            """
        );
        return await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
