using Npgsql;
using Ringback.Aggregator.Bus;
using Ringback.ServiceDefaults;
using Ringback.Store;
using Ringback.Store.Migrations;

namespace Ringback.Aggregator;

internal static class Program
{
    /// <param name="args"><c>migrate</c> to bring the schema forward and end; settings as <c>--Name=value</c>.</param>
    public static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("ringback-aggregator");
        if (args is ["migrate", ..])
            return await MigrateAsync(builder.Configuration["Database"]);

        if (AggregatorSettings.Read(builder.Configuration, out var errors) is not { } options)
        {
            foreach (var error in errors)
                await Console.Error.WriteLineAsync(error);

            return 2;
        }

        builder.Services.AddAggregator(options);
        builder.Services.AddBus(options.Broker!);
        await using var app = builder.Build();
        app.MapServiceDefaults();
        await app.RunAsync();
        return 0;
    }

    private static async Task<int> MigrateAsync(string? connectionString)
    {
        try
        {
            await using var database = Database.Open(connectionString ?? "", "ringback-migrate");
            var applied = await new Migrator(database).ApplyAsync(CancellationToken.None);
            Console.WriteLine(applied.Count == 0 ? "the schema is whole" : $"applied: {string.Join(", ", applied)}");
            return 0;
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"migrate: {e.Message}");
            return e is NpgsqlException ? 1 : 2;
        }
    }
}
