using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringback.Api;

namespace Ringback.Tests.Benchmarks.Lab;

/// <summary>The real API over a ledger, open to all and without limits, on a port of its own.</summary>
internal static class ServedLedger
{
    public static async Task<WebApplication> StartAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Access"] = "open";
        builder.Configuration["RateLimit:Address"] = "0";
        builder.Configuration["RateLimit:Key"] = "0";
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddApi();
        var app = builder.Build();
        app.MapApi();
        await app.StartAsync(cancel);
        return app;
    }
}
