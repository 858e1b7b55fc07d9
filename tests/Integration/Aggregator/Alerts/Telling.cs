using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Aggregator.Alerts.Watching;
using Ringback.Store.Alerts;
using Ringback.Store.Catalogs;
using Ringback.Store.Incidents;
using Ringback.Store.Objectives;
using Ringback.Store.Reads;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>Watches and tells, when it is asked to and not by itself.</summary>
internal sealed class Telling(Centre centre) : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public AlertLedger Ledger { get; } = new(centre.Database.Source);

    public KnownAlerts Alerts { get; } = new(centre.Database.Source);

    public NoteLedger Notes { get; } = new(centre.Database.Source, centre.Time);

    public HttpClient Http { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A replica of its own, until nothing is due.</summary>
    public async Task TellAllAsync(IChannel channel)
    {
        var teller = Teller();
        while (await teller.TellNextAsync(channel, Cancel)) { }
    }

    /// <summary>What a person asked for, and nothing else.</summary>
    public async Task AnswerAsync(IChannel channel)
    {
        var teller = Teller();
        while (await teller.AnswerNextAsync(channel, Cancel)) { }
    }

    /// <summary>By the real time.</summary>
    public StandingTeller Standing(AlertmanagerChannel channel) =>
        new(channel, Ledger, Alerts, new IncidentReads(centre.Database.Source), Notes, Options, TimeProvider.System);

    private static AlertOptions Options => new() { Page = new Uri("https://status.example.org/") };

    private Teller Teller() =>
        new(
            Ledger,
            new IncidentReads(centre.Database.Source),
            Notes,
            Options,
            ActivatorUtilities.CreateInstance<AlertMetrics>(_services),
            centre.Time,
            NullLogger<Teller>.Instance
        );

    /// <summary>A replica of its own, once.</summary>
    public Task<bool> WatchAsync()
    {
        var source = centre.Database.Source;
        var watch = new AlertWatch(
            Alerts,
            new AlertReads(source),
            new CatalogVersions(source),
            new StandingReads(new SubjectReads(source), new RunReads(source)),
            new SubjectReads(source),
            centre.Time
        );
        return watch.LookAsync(Cancel);
    }

    public void Dispose()
    {
        Http.Dispose();
        _services.Dispose();
    }
}
