using Ringback.Api.Security;
using Ringback.Model.Access;
using Ringback.ServiceDefaults;
using Ringback.Store;
using Ringback.Store.Migrations;

namespace Ringback.Api;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("ringback-api");
        if (builder.Configuration["Database"] is not { Length: > 0 } database)
        {
            await Console.Error.WriteLineAsync(
                "Database is missing; give a connection string such as Host=db;Username=ringback;Database=ringback"
            );
            return 2;
        }

        var errors = new List<string>();
        SecurityOptions.Read(builder.Configuration, errors);
        foreach (var error in errors)
            await Console.Error.WriteLineAsync(error);
        if (errors.Count > 0)
            return 2;

        builder.Services.AddSingleton(_ => Database.Open(database, "ringback-api"));
        builder.Services.AddSingleton<Migrator>();
        builder.Services.AddHealthChecks().AddCheck<LedgerCheck>("ledger", tags: [Defaults.Ready]);
        builder.Services.AddApi();

        await using var app = builder.Build();
        app.MapServiceDefaults().Needs(Role.Viewer);
        app.MapApi();
        await app.RunAsync();
        return 0;
    }
}
