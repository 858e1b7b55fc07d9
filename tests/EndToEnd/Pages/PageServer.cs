using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringback.Api;
using Ringback.Model;
using Ringback.Store;
using Ringback.Store.Migrations;

namespace Ringback.Tests.EndToEnd.Pages;

/// <summary>The API with its page over a database of its own, whose ledger a test writes; the clock stands.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly WebApplication _app;

    private PageServer(NpgsqlDataSource database, WebApplication app) => (_database, _app) = (database, app);

    public Uri Address => new(_app.Urls.First());

    /// <param name="server">Connection string of any database of the server.</param>
    /// <param name="name">Of the new one.</param>
    /// <param name="seed">Writes the ledger.</param>
    public static async Task<PageServer> StartAsync(
        string server,
        string name,
        Instant now,
        Func<PageLedger, Task> seed
    )
    {
        await using (var admin = NpgsqlDataSource.Create(server))
        await using (var create = admin.CreateCommand($"create database {name}"))
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var connection = new NpgsqlConnectionStringBuilder(server) { Database = name };
        var database = Database.Open(connection.ConnectionString, "page");
        await new Migrator(database).ApplyAsync(TestContext.Current.CancellationToken);
        await seed(new PageLedger(database, now));

        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Access"] = "open";
        builder.Configuration["RateLimit:Address"] = "0";
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<TimeProvider>(new StandingClock(now));
        builder.Services.AddApi();
        var app = builder.Build();
        app.MapApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PageServer(database, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
