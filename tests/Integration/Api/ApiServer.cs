using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringback.Api;
using Ringback.Model.Catalogs;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api;

/// <summary>The real API on a port of its own, over a ledger and a clock of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(Centre centre, WebApplication app)
    {
        Centre = centre;
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public Centre Centre { get; }

    public HttpClient Http { get; }

    /// <param name="catalog">In force from noon on, which it is.</param>
    public static async Task<ApiServer> StartAsync(LabFixture lab, Catalog catalog)
    {
        var centre = await Centre.StartAsync(lab, catalog);
        return await StartAsync(centre, centre.Database.Source);
    }

    /// <param name="ledger">Another way to the centre's database.</param>
    /// <param name="settings">Over <c>Access=open</c> and no limits.</param>
    /// <param name="services">Services besides the API's own.</param>
    /// <param name="more">Endpoints besides the API's own.</param>
    public static async Task<ApiServer> StartAsync(
        Centre centre,
        NpgsqlDataSource ledger,
        IReadOnlyDictionary<string, string>? settings = null,
        Action<WebApplication>? more = null,
        Action<IServiceCollection>? services = null
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Access"] = "open";
        builder.Configuration["RateLimit:Address"] = "0";
        builder.Configuration["RateLimit:Key"] = "0";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            builder.Configuration[name] = value;
        builder.Services.AddSingleton(ledger);
        builder.Services.AddSingleton<TimeProvider>(centre.Time);
        builder.Services.AddApi();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapApi();
        more?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiServer(centre, app);
    }

    /// <summary>The body of an answer 200.</summary>
    public Task<JsonElement> GetAsync(string path) => GetAsync(path, HttpStatusCode.OK);

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected)
    {
        using var response = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{path}: {(int)response.StatusCode} {body}");
        Assert.Equal(
            expected == HttpStatusCode.OK ? "application/json" : "application/problem+json",
            response.Content.Headers.ContentType?.MediaType
        );
        return JsonElement.Parse(body);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Centre.DisposeAsync();
    }
}
