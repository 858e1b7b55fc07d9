using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringback.Api;

namespace Ringback.Tests.Unit.Api;

/// <summary>The API without a ledger, on a port of its own: for what it answers without one.</summary>
internal sealed class ServedApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServedApi(WebApplication app)
    {
        _app = app;
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
    }

    public HttpClient Http { get; }

    public static async Task<ServedApi> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Access"] = "open";
        builder.Services.AddSingleton(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none"));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddApi();
        foreach (
            var hosted in builder.Services.Where(service => service.ServiceType == typeof(IHostedService)).ToList()
        )
        {
            if (hosted.ImplementationType?.Namespace?.StartsWith("Ringback", StringComparison.Ordinal) == true)
                builder.Services.Remove(hosted);
        }

        var app = builder.Build();
        app.MapApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ServedApi(app);
    }

    public Task<string> GetAsync(string path) => Http.GetStringAsync(path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
