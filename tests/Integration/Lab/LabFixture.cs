using Npgsql;
using Ringback.Cli.Lab;
using Ringback.Store;
using Ringback.Store.Migrations;

[assembly: AssemblyFixture(typeof(Ringback.Tests.Integration.Lab.LabFixture))]

namespace Ringback.Tests.Integration.Lab;

/// <summary>
/// The servers of this test run, one lab for all tests, each server started when a test first needs it. Postgres and RabbitMQ are those of
/// <c>RINGBACK_TEST_DATABASE</c> and <c>RINGBACK_TEST_BROKER</c> where given. If this process is killed, the lab goes with it.
/// </summary>
public sealed class LabFixture : IAsyncDisposable
{
    private readonly string _folder = $"/tmp/ringback-lab-test-{Environment.ProcessId}";
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly SemaphoreSlim _migrating = new(1, 1);
    private readonly HashSet<string> _said = [];
    private LoopbackLab? _lab;
    private int _databases;
    private string? _template;

    /// <summary>What the servers started so far export (<c>infra/lab/README.md</c>).</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        _lab?.Variables ?? throw new InvalidOperationException("no server was needed yet: await NeedAsync first");

    /// <summary>Starts the servers unless they run. Returns when they answer. Tests that stop one use a lab of their own.</summary>
    public async Task NeedAsync(params string[] servers)
    {
        await _changing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _lab ??= await LoopbackLab.UpAsync(_folder, [], Environment.ProcessId);
            await _lab.AddAsync(servers);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task<string> VariableAsync(string server, string name)
    {
        await NeedAsync(server);
        return Variables[name];
    }

    /// <summary>A connection string of a superuser, or whoever <c>RINGBACK_TEST_DATABASE</c> names.</summary>
    public Task<string> DatabaseAsync() => GivenOrOwnAsync("RINGBACK_TEST_DATABASE", "postgres", "RINGBACK_DATABASE");

    /// <summary>The same server, a new empty database.</summary>
    public Task<string> NewDatabaseAsync() => NewDatabaseAsync("template1");

    /// <summary>The same server, a new database with the whole schema: a copy of one that was migrated once.</summary>
    public async Task<string> NewLedgerAsync() => await NewDatabaseAsync(await MigratedAsync());

    /// <summary>An AMQP URI.</summary>
    public Task<string> BrokerAsync() => GivenOrOwnAsync("RINGBACK_TEST_BROKER", "rabbitmq", "RINGBACK_BROKER");

    public async ValueTask DisposeAsync()
    {
        if (Given("RINGBACK_TEST_DATABASE") is { } theirs)
            for (var made = 1; made <= _databases; made++)
                await RunAsync(theirs, $"drop database if exists test_{Environment.ProcessId}_{made} with (force)");
        if (_lab is not null)
            await LoopbackLab.DownAsync(_folder);
        _changing.Dispose();
        _migrating.Dispose();
    }

    private async Task<string> NewDatabaseAsync(string template)
    {
        NpgsqlConnectionStringBuilder database = new(await DatabaseAsync());
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await RunAsync(database.ConnectionString, $"drop database if exists {name} with (force)");
        await RunAsync(database.ConnectionString, $"create database {name} template {template}");
        database.Database = name;
        return database.ConnectionString;
    }

    private async Task<string> MigratedAsync()
    {
        await _migrating.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_template is not null)
                return _template;

            NpgsqlConnectionStringBuilder empty = new(await NewDatabaseAsync()) { Pooling = false }; // who is copied must have no connection
            await using (var source = Database.Open(empty.ConnectionString, "test"))
                await new Migrator(source).ApplyAsync(TestContext.Current.CancellationToken);
            return _template = empty.Database!;
        }
        finally
        {
            _migrating.Release();
        }
    }

    private async Task<string> GivenOrOwnAsync(string given, string server, string exported)
    {
        var connection = Given(given);
        if (connection is null)
            await NeedAsync(server);
        lock (_said)
            if (_said.Add(server))
                Console.WriteLine(
                    connection is null ? $"{server}: the lab's own, in {_folder}" : $"{server}: given by {given}"
                );
        return connection ?? Variables[exported];
    }

    private static string? Given(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static async Task RunAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = new(database);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
