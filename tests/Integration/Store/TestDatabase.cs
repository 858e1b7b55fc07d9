using Npgsql;
using Ringback.Store;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Store;

/// <summary>A migrated database of its own, dropped afterwards.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        Source = Database.Open(connectionString, "test");
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public static async Task<TestDatabase> CreateAsync(LabFixture lab) => new(await lab.NewLedgerAsync());

    /// <summary>Rows as text, columns joined by a space: enough to compare.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var values = Enumerable
                .Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? "-" : Text(reader.GetValue(i)));
            rows.Add(string.Join(' ', values));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        var server = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres" };
        await using var admin = NpgsqlDataSource.Create(server);
        await using var drop = admin.CreateCommand(
            $"drop database {new NpgsqlConnectionStringBuilder(ConnectionString).Database} with (force)"
        );
        await drop.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static string Text(object value) =>
        value is DateTime time
            ? Model.Instant.From(new DateTimeOffset(time, TimeSpan.Zero)).ToString()
            : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
