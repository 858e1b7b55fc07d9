using Npgsql;
using Ringback.Cli.Lab;
using Ringback.Store.Migrations;

namespace Ringback.Tests.Benchmarks.Lab;

/// <summary>The lab's own servers, made as durable as those of a site. If this process is killed, they go with it.</summary>
internal sealed class BenchmarkLab : IAsyncDisposable
{
    private LoopbackLab? _lab;
    private int _databases;

    public string Folder { get; } = $"/tmp/ringback-bench-{Environment.ProcessId}";

    /// <summary>A new database with the schema in it, on a server with fsync on.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabaseAsync(CancellationToken cancel)
    {
        var server = await VariableAsync("postgres", "RINGBACK_DATABASE", cancel);
        await using (var admin = NpgsqlDataSource.Create(server))
        {
            foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
                await RunAsync(admin, $"alter system set {setting} = on", cancel);

            await RunAsync(admin, "select pg_reload_conf()", cancel);
            await RunAsync(admin, $"create database bench_{++_databases}", cancel);
        }

        var own = new NpgsqlConnectionStringBuilder(server) { Database = $"bench_{_databases}" }.ConnectionString;
        await using var database = NpgsqlDataSource.Create(own);
        await new Migrator(database).ApplyAsync(cancel);
        await EnsureDurableAsync(database, cancel);
        return own;
    }

    /// <summary>AMQP URI of a broker.</summary>
    public async Task<Uri> BrokerAsync(CancellationToken cancel) =>
        new(await VariableAsync("rabbitmq", "RINGBACK_BROKER", cancel));

    /// <summary>Of this process and each server so far.</summary>
    public Dictionary<string, TimeSpan> CpuTimes() =>
        (_lab?.Servers ?? [])
            .Select(server => (server.Name, Used: CpuTime.Of(server)))
            .Prepend(("this process", Environment.CpuUsage.TotalTime))
            .ToDictionary();

    public async ValueTask DisposeAsync()
    {
        if (_lab is not null)
            await LoopbackLab.DownAsync(Folder);
    }

    /// <summary>What a server exports (<c>infra/lab/README.md</c>); it is started where it does not run.</summary>
    public async Task<string> VariableAsync(string server, string name, CancellationToken cancel)
    {
        if (_lab is null)
            _lab = await LoopbackLab.UpAsync(Folder, [server], Environment.ProcessId, cancel);
        else
            await _lab.AddAsync([server], cancel);

        return _lab.Variables[name];
    }

    /// <summary>A figure of a server that forgets is none.</summary>
    private static async Task EnsureDurableAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select current_setting('fsync') || current_setting('full_page_writes') || current_setting('synchronous_commit')"
        );
        if (await command.ExecuteScalarAsync(cancel) is not "ononon")
            throw new InvalidOperationException("the server did not become durable");
    }

    private static async Task RunAsync(NpgsqlDataSource database, string sql, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
