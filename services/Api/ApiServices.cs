using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Ringback.Api.Answers;
using Ringback.Api.Docs;
using Ringback.Api.Endpoints;
using Ringback.Api.Feeds;
using Ringback.Api.Metrics;
using Ringback.Api.Pages;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Alerts;
using Ringback.Store.Catalogs;
using Ringback.Store.Incidents;
using Ringback.Store.Objectives;
using Ringback.Store.Reads;
using Ringback.Store.Runs;
using Ringback.Store.Statements;

namespace Ringback.Api;

/// <summary>The API and its pages, as a part of whatever process serves them. It reads what the aggregator wrote, and writes what people decide.</summary>
public static class ApiServices
{
    /// <summary>Needs an <c>NpgsqlDataSource</c> and a <c>TimeProvider</c> among the services.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services
            .AddSingleton<TargetReads>()
            .AddSingleton<ComponentReads>()
            .AddSingleton<RegionReads>()
            .AddSingleton<ClockReads>();
        services
            .AddSingleton<TimelineReads>()
            .AddSingleton<TargetTimelineReads>()
            .AddSingleton<VerdictTimeReads>()
            .AddSingleton<WatermarkReads>()
            .AddSingleton<ResultReads>()
            .AddSingleton<PortReads>();
        services.AddSingleton<IncidentReads>().AddSingleton<CatalogReads>().AddSingleton<MissingReads>();
        services.AddSingleton<MaintenanceReads>().AddSingleton<RollupReads>().AddSingleton<DistributionSource>();
        services
            .AddSingleton<StatementReads>()
            .AddSingleton<EventReads>()
            .AddSingleton<EventBell>()
            .AddSingleton<EventEar>()
            .AddSingleton<EventListeners>();
        services.AddHostedService(provider => provider.GetRequiredService<EventEar>());
        services
            .AddSingleton<CatalogVersions>()
            .AddSingleton<SubjectReads>()
            .AddSingleton<RunReads>()
            .AddSingleton<StandingReads>();
        services.AddSingleton<SlaSource>().AddSingleton<NewestRunReads>();
        services.AddSingleton<MissedSlots>().AddSingleton<MetricsSource>();
        services.AddSingleton<KnownAlerts>().AddSingleton<Deliveries>().AddSingleton<Silences>();
        services.AddSingleton<ResponseReads>().AddSingleton<ResponseTimes>();
        services
            .AddSingleton<LedgerOrigin>()
            .AddSingleton<FeedSource>()
            .AddSingleton<FeedShelf>()
            .AddSingleton<FeedSites>();
        services.AddHostedService<FeedKeeper>();
        services.AddCors(cors =>
            cors.AddPolicy(
                FeedEndpoints.CorsPolicy,
                policy => policy.AllowAnyOrigin().AllowAnyHeader().WithMethods("GET", "HEAD").WithExposedHeaders("ETag")
            )
        );
        services.AddSecurity();
        services.AddSingleton<CatalogLedger>().AddSingleton<Announcements>().AddSingleton<NoteLedger>();
        services.AddSingleton<RunLedger>().AddSingleton<RunResults>();
        services.AddSingleton(provider => CatalogLead.Of(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<StatusSource>().AddSingleton<ReportZone>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new InstantJsonConverter());
            json.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter<Outcome>());
            json.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter<Trigger>());
            json.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter<Reason>());
            json.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter<Verdict>());
            json.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter<ObjectiveBasis>());
            json.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter<RegionState>());
            json.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter<CauseLayer>());
            json.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter<Role>());
        });
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = MediaTypeMend.Add);
        services.AddExceptionHandler<LedgerAway>();
        services.AddRazorComponents();
        services.Configure<OpenApiOptions>(OpenApiDocuments.Name, SecurityDocument.Describe);
        services.AddOpenApi(OpenApiDocuments.Name, OpenApiDocuments.Describe);
        services.AddCompression();
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseProxies();
        app.UseHeldFeeds();
        app.UseResponseCompression();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseCors();
        app.UseSecurity();
        app.MapOpenApi().AllowAnonymous();
        app.MapDocs();
        app.MapLedgerMetrics().Needs(Role.Viewer);
        app.MapPages();
        app.MapReceiversPage();
        app.MapFeeds();
        var v1 = app.MapGroup("/v1")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithMetadata(SparseFields.Taken)
            .AddEndpointFilter<RouteGroupBuilder, ConditionalAnswers>();
        v1.MapStatus();
        v1 = v1.MapGroup("").AddEndpointFilter<RouteGroupBuilder, KnownParameters>(); // of what is not public
        v1.MapEvents();
        v1.MapAudit();
        v1.MapKeys();
        v1.MapAlerts();
        v1.MapSilences();
        v1.MapCatalog();
        v1.MapAnnouncements();
        v1.MapIncidentUpdates();
        v1.MapRuns();
        MapMeasured(v1.MapGroup("").Needs(Role.Viewer).ForOneTarget());
    }

    private static void MapMeasured(RouteGroupBuilder v1)
    {
        v1.MapComponents();
        v1.MapTargets();
        v1.MapRegions();
        v1.MapResults();
        v1.MapTimeline();
        v1.MapAvailability();
        v1.MapLatency();
        v1.MapQuality();
        v1.MapPorts();
        v1.MapMissing();
        v1.MapIncidents();
        v1.MapSla();
        v1.MapStatements();
        v1.MapMaintenance();
    }
}
