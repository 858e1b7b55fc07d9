using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ringback.Aggregator;
using Ringback.Aggregator.Catalogs;
using Ringback.Cli.Lab;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator;

/// <summary>The whole of it as <c>ringback up</c> runs it, with a Postgres of its own that may be stopped.</summary>
public sealed class AggregatorServicesTests : IAsyncLifetime
{
    private static readonly TimeSpan Wide = TimeSpan.FromSeconds(60);

    private readonly string _folder = $"/tmp/ringback-aggregator-test-{Environment.ProcessId}";
    private LoopbackLab _lab = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _lab = await LoopbackLab.UpAsync(_folder, ["postgres"], Environment.ProcessId, Cancel);

    public async ValueTask DisposeAsync() => await LoopbackLab.DownAsync(_folder);

    [Fact]
    public async Task A_file_becomes_the_catalog_results_become_verdicts_and_an_outage_of_the_database_loses_nothing()
    {
        var catalog = Path.Combine(_folder, "catalog.yaml");
        await File.WriteAllTextAsync(catalog, Yaml("pbx"), Cancel);
        await using var app = Build(_lab.Variables["RINGBACK_DATABASE"], catalog);
        await app.StartAsync(Cancel);
        var news = app.Services.GetRequiredService<CatalogNews>();
        await UntilAsync(() => Task.FromResult(news.Newest is not null));
        await UntilAsync(() => Task.FromResult(Now() > news.Newest!.Catalog.EffectiveAt));

        var ingest = app.Services.GetRequiredService<Ringback.Aggregator.Ingest.Ingest>();
        await ingest.TakeAsync(Batch("pbx"), Cancel);
        await UntilAsync(async () => (await VerdictAsync("pbx")) == "1");
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(app));

        // A bad file leaves the last good in force; a good one follows.
        await File.WriteAllTextAsync(catalog, "targets: [", Cancel);
        await File.WriteAllTextAsync(catalog, Yaml("pbx", "web"), Cancel);
        await UntilAsync(() => Task.FromResult(news.Newest!.Catalog.Targets.Count == 2));

        await _lab.StopAsync("postgres");
        var outage = await Assert.ThrowsAnyAsync<Exception>(() => ingest.TakeAsync(Batch("web"), Cancel));
        Assert.True(DatabaseOutage.IsOne(outage), outage.ToString());
        await UntilAsync(async () => await HealthAsync(app) == HealthStatus.Unhealthy);
        await _lab.ResumeAsync("postgres", Cancel);

        await UntilAsync(() => Task.FromResult(Now() > news.Newest!.Catalog.EffectiveAt));
        await UntilAsync(async () => await TakenAsync(ingest, Batch("web")));
        await UntilAsync(async () => (await VerdictAsync("web")) == "1");
        await app.StopAsync(Cancel);
    }

    private static WebApplication Build(string database, string catalog)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddAggregator(
            new AggregatorOptions
            {
                Database = database,
                CatalogPath = catalog,
                CatalogLead = TimeSpan.FromSeconds(0.5),
            }
        );
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        return builder.Build();
    }

    /// <summary>As a publisher does: again until it is confirmed.</summary>
    private static async Task<bool> TakenAsync(Ringback.Aggregator.Ingest.Ingest ingest, ResultBatch batch)
    {
        try
        {
            return (await ingest.TakeAsync(batch, Cancel)).Stored > 0;
        }
        catch (Exception e) when (DatabaseOutage.IsOne(e))
        {
            return false;
        }
    }

    private async Task<string?> VerdictAsync(string target)
    {
        await using var source = Database.Open(_lab.Variables["RINGBACK_DATABASE"], "test");
        await using var command = source.CreateCommand(
            $"select verdict from verdict join target on id = target where slug = '{target}' order by at desc limit 1"
        );
        return (await command.ExecuteScalarAsync(Cancel))?.ToString();
    }

    private static async Task<HealthStatus> HealthAsync(WebApplication app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel)).Status;

    private static ResultBatch Batch(string target) =>
        new()
        {
            Region = "prague",
            Worker = "test",
            Results = [Samples.Result(target, "prague", Now())],
        };

    private static Instant Now() => Instant.Now(TimeProvider.System);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < Wide, "waited in vain");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }
    }

    private static string Yaml(params string[] targets) =>
        $$"""
        version: 1
        zone: Europe/Prague
        regions:
          - { id: prague, name: Prague }
        components:
          - { id: calls, name: Calls }
        defaults:
          interval: 10s
          timeout: 3s
        targets:
        {{string.Concat(
            targets.Select(target => $"  - {{ id: {target}, name: {target}, component: calls, https: {{ url: 'https://localhost/' }} }}\n")
        )}}
        """;
}
