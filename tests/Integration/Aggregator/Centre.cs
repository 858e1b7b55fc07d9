using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Ringback.Aggregator.Correlation;
using Ringback.Aggregator.Ingest;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Store.Catalogs;
using Ringback.Store.Correlation;
using Ringback.Store.Results;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator;

/// <summary>Ledger, ingest and deriver over a real database, with a clock of their own and nothing that runs by itself.</summary>
internal sealed class Centre : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private Centre(TestDatabase database)
    {
        Database = database;
        Catalogs = new CatalogLedger(database.Source, Time);
        Derivations = new Derivations(database.Source);
        Deriver = new Deriver(Derivations, Time);
        Correlator = new Correlator(new Correlations(database.Source), Time);
        var metrics = new IngestMetrics(_services.GetRequiredService<IMeterFactory>());
        Ingest = new Ringback.Aggregator.Ingest.Ingest(
            new ResultLedger(database.Source),
            new Wake(),
            metrics,
            Time,
            new ClockLedger(database.Source)
        );
    }

    public TestDatabase Database { get; }

    public FakeTimeProvider Time { get; } = new(Samples.Noon.ToDateTimeOffset());

    public CatalogLedger Catalogs { get; }

    public Derivations Derivations { get; }

    public Deriver Deriver { get; }

    public Correlator Correlator { get; }

    public Ringback.Aggregator.Ingest.Ingest Ingest { get; }

    /// <param name="catalog">In force from the start on.</param>
    /// <param name="start">Noon, where not given.</param>
    public static async Task<Centre> StartAsync(LabFixture lab, Catalog catalog, Instant? start = null)
    {
        var centre = new Centre(await TestDatabase.CreateAsync(lab));
        centre.SetTime(start ?? Samples.Noon);
        await centre.ApplyAsync(catalog);
        return centre;
    }

    public async Task ApplyAsync(Catalog catalog) =>
        await Catalogs.ApplyAsync(catalog, TimeSpan.Zero, TestContext.Current.CancellationToken);

    public void SetTime(Instant now) => Time.SetUtcNow(now.ToDateTimeOffset());

    /// <summary>One batch a region.</summary>
    public async Task IngestAsync(params IEnumerable<IEnumerable<ProbeResult>> runs)
    {
        foreach (var region in runs.SelectMany(run => run).GroupBy(result => result.Region))
        {
            foreach (var chunk in region.Chunk(ResultBatch.MaxResults))
            {
                var batch = new ResultBatch
                {
                    Region = region.Key,
                    Worker = "test",
                    Results = chunk,
                };
                await Ingest.TakeAsync(batch, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Until nothing is touched any more.</summary>
    public async Task DeriveAsync()
    {
        await Derivations.TouchDueAsync(Instant.Now(Time), TestContext.Current.CancellationToken);
        while (await Deriver.DeriveAsync(32, [], TestContext.Current.CancellationToken) > 0) { }
        while (await CorrelateAsync() > 0) { }
    }

    public Task<int> CorrelateAsync() => Correlator.CorrelateAsync(1000, [], TestContext.Current.CancellationToken);

    public Task<List<string>> StatesAsync(string target) =>
        Database.RowsAsync(
            $"""
            select region.slug, to_char(at, 'HH24:MI:SS'), state
            from region_state
            join region on region.id = region
            where target = (select id from target where slug = '{target}')
            order by region.slug, at
            """
        );

    public Task<List<string>> VerdictsAsync(string target) =>
        Database.RowsAsync(
            $"""
            select to_char(at, 'HH24:MI:SS'), verdict
            from verdict
            where target = (select id from target where slug = '{target}')
            order by at
            """
        );

    /// <summary>Those that stand, with their ids.</summary>
    public Task<List<string>> IncidentsAsync() =>
        Database.RowsAsync(
            """
            select incident.id, coalesce(target.slug, component.slug), to_char(opened_at, 'HH24:MI:SS'),
                to_char(closed_at, 'HH24:MI:SS'), severity, reason
            from incident
            left join target on target.id = target
            left join component on component.id = component
            where merged_into is null and not withdrawn
            order by incident.id
            """
        );

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _services.DisposeAsync();
    }
}
