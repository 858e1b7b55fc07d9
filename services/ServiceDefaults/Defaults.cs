using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ringback.ServiceDefaults;

/// <summary>What every service does alike: where it listens, what it logs, its health, its metrics, how it stops.</summary>
public static class Defaults
{
    /// <summary>Checks with this tag decide on <c>/readyz</c>; <c>/healthz</c> only says that the process lives.</summary>
    public const string Ready = "ready";

    private const string DefaultListen = "http://127.0.0.1:8080";
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(30);

    /// <param name="service">Name in telemetry, such as <c>ringback-api</c>.</param>
    /// <remarks>
    /// Settings: <c>Listen</c>, the address that HTTP is served at (loopback unless told otherwise); <c>LogFormat</c>, <c>json</c> for an object a
    /// line; and <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, where telemetry is pushed to besides being served at <c>/metrics</c>.
    /// </remarks>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service)
    {
        builder.WebHost.UseUrls(builder.Configuration["Listen"] ?? DefaultListen);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.Logging.ClearProviders();
        var isJson = string.Equals(builder.Configuration["LogFormat"], "json", StringComparison.OrdinalIgnoreCase);
        builder.Logging.AddConsole(console =>
            console.FormatterName = isJson ? ConsoleFormatterNames.Json : LogLines.FormatterName
        );
        builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        builder.Services.AddSingleton<ConsoleFormatter, LogLines>();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithMetrics(metrics => metrics.AddMeter("Ringback.*").AddRuntimeInstrumentation().AddPrometheusExporter());
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
            telemetry.WithTracing(tracing => tracing.AddSource("Ringback.*").AddOtlpExporter());
        }

        return builder;
    }

    /// <summary>Serves <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>.</summary>
    /// <returns>The last, for whoever limits who may read it.</returns>
    public static IEndpointConventionBuilder MapServiceDefaults(this WebApplication app)
    {
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) })
            .AllowAnonymous();
        return app.MapPrometheusScrapingEndpoint();
    }
}
