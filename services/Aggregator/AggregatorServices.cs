using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Watching;
using Ringback.Aggregator.Catalogs;
using Ringback.Aggregator.Correlation;
using Ringback.Aggregator.Ingest;
using Ringback.Aggregator.Reconciliation;
using Ringback.Aggregator.Retention;
using Ringback.Aggregator.Runs;
using Ringback.Aggregator.Schema;
using Ringback.Aggregator.Statements;
using Ringback.Aggregator.Timelines;
using Ringback.Store;
using Ringback.Store.Alerts;
using Ringback.Store.Backfills;
using Ringback.Store.Catalogs;
using Ringback.Store.Correlation;
using Ringback.Store.Incidents;
using Ringback.Store.Migrations;
using Ringback.Store.Objectives;
using Ringback.Store.Reads;
using Ringback.Store.Results;
using Ringback.Store.Retention;
using Ringback.Store.Runs;
using Ringback.Store.Statements;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator;

/// <summary>What makes up an aggregator: the same in its own service and within <c>ringback up</c>.</summary>
internal static class AggregatorServices
{
    /// <summary>Who is told of an incident answers in this time, or is told again.</summary>
    private static readonly TimeSpan AlertPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Ledger, ingest and derivers, without the bus. Results come by <see cref="Ingest.Ingest.TakeAsync"/>;
    /// <see cref="CatalogNews"/> tells of every catalog version.
    /// </summary>
    public static IServiceCollection AddAggregator(this IServiceCollection services, AggregatorOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(_ => Database.Open(options.Database, "ringback-aggregator"));
        services.AddSingleton(provider => new Migrator(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<CatalogLedger>();
        services.AddSingleton<CatalogVersions>();
        services.AddSingleton<IResultLedger>(provider => new ResultLedger(
            provider.GetRequiredService<NpgsqlDataSource>(),
            options.EvidenceBytes
        ));
        services.AddSingleton<Derivations>();
        services.AddSingleton<IDerivations>(provider => provider.GetRequiredService<Derivations>());
        services.AddSingleton<ISealings>(provider => provider.GetRequiredService<Derivations>());
        services.AddSingleton<IRetentionLedger, RetentionLedger>();
        services.AddSingleton<EvidenceLedger>();
        services.AddSingleton<RecordLedger>();
        services.AddSingleton<PackingLedger>();
        services.AddSingleton<BackfillLedger>();
        services.AddSingleton<IBackfills>(provider => provider.GetRequiredService<BackfillLedger>());
        services.AddSingleton<MissingReads>();
        services.AddSingleton<Sealing>();
        services.AddSingleton<SubjectReads>().AddSingleton<RunReads>();
        services.AddSingleton<StatementLedger>().AddSingleton<StatementMaker>().AddSingleton<StatementWriter>();
        services.AddSingleton<Wake>();
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<DeriverMetrics>();
        services.AddSingleton<CorrelatorMetrics>();
        services.AddSingleton<ReconciliationMetrics>();
        services.AddSingleton<IClockLedger, ClockLedger>();
        services.AddSingleton<Ingest.Ingest>();
        services.AddSingleton<Deriver>();
        services.AddSingleton<Correlations>();
        services.AddSingleton<ICorrelations>(provider => provider.GetRequiredService<Correlations>());
        services.AddSingleton<Correlator>();
        services.AddSingleton<CatalogNews>().AddSingleton<KissReads>();
        services.AddSingleton<RunNews>().AddSingleton<RunLedger>();

        services.AddSingleton(options.Alerts);
        services.AddSingleton<AlertLedger>().AddSingleton<KnownAlerts>().AddSingleton<AlertReads>();
        services.AddSingleton<IncidentReads>().AddSingleton<NoteLedger>().AddSingleton<StandingReads>();
        services.AddSingleton<AlertMetrics>().AddSingleton<Receivers>().AddSingleton<Teller>();
        services.AddSingleton<AlertWatch>();
        services.AddSingleton(_ => new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = AlertPatience,
        });

        services.AddHostedService<SchemaService>(); // first: the others need the tables
        services.AddHostedService<CatalogFileService>();
        services.AddHostedService<CatalogNewsService>();
        services.AddHostedService<HoldService>();
        services.AddHostedService<MaintenanceService>();
        services.AddHostedService<RunRequestService>();
        services.AddHostedService<DeriverService>();
        services.AddHostedService<CorrelationService>();
        services.AddHostedService<AlertWatchService>();
        services.AddHostedService<TellingService>();
        services.AddHostedService<AlertmanagerService>();
        services.AddHostedService<RetentionService>();
        services.AddHostedService<EvidenceService>();
        services.AddHostedService<RecordService>();
        services.AddHostedService<PackingService>();
        services.AddHostedService<ReconciliationService>();
        services.AddHostedService<StatementService>();
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database", tags: [ServiceDefaults.Defaults.Ready]);
        return services;
    }
}
