using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Ringback.Store.Access;

namespace Ringback.Api.Security;

/// <summary>Who may do what, how often, and how much at once: all that stands between a request and its endpoint.</summary>
internal static class SecurityServices
{
    /// <summary>Of a request's body: a catalog may have as much.</summary>
    private const long LargestBody = CatalogFiles.CatalogFile.MaxSize;

    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestHeaders = TimeSpan.FromSeconds(10);

    /// <summary>Settings are <see cref="SecurityOptions"/>.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var errors = new List<string>();
            var options = SecurityOptions.Read(provider.GetRequiredService<IConfiguration>(), errors);
            return errors.Count == 0 ? options : throw new InvalidOperationException(string.Join("; ", errors));
        });
        services.AddSingleton<KeyLedger>().AddSingleton<Limits>().AddSingleton<AuditLog>().AddSingleton<Throttle>();
        services.AddSingleton<IdempotencyLedger>().AddSingleton<Idempotency>();
        services.AddHostedService<BootstrapKey>();
        services
            .AddAuthentication(Bearer.Scheme)
            .AddPolicyScheme(Bearer.Scheme, null, scheme => scheme.ForwardDefaultSelector = Bearer.SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, NobodyAuthentication>(Bearer.Nobody, null)
            .AddJwtBearer();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, OidcAuthentication>();
        services.PostConfigure<JwtBearerOptions>(OidcAuthentication.Scheme, OidcAuthentication.ForgetOldKeys);
        services.AddAuthorization(Access.Configure);
        services
            .AddSingleton<IAuthorizationHandler, NeedHandler>()
            .AddSingleton<IAuthorizationHandler, StatedHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, Refusals>();
        services.AddRequestTimeouts(timeouts =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = LongestRequest,
                TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            }
        );
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.RequestHeadersTimeout = LongestHeaders;
        });
        services
            .AddOptions<ForwardedHeadersOptions>()
            .Configure<SecurityOptions>(
                (forwarded, options) =>
                {
                    forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
                    forwarded.ForwardLimit = null; // up to the first that is no proxy of ours
                    forwarded.KnownProxies.Clear();
                    forwarded.KnownIPNetworks.Clear();
                    foreach (var network in options.Proxies)
                        forwarded.KnownIPNetworks.Add(network);
                }
            );
        return services;
    }

    /// <summary>The limit is for the answer to begin: a long listing flows as long as it is read, which Kestrel's least rate bounds.</summary>
    private static Task WithoutEndOnceBegun(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>Before anything that depends on the client's address.</summary>
    public static void UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SecurityOptions>().Proxies.Count > 0)
            app.UseForwardedHeaders();
    }

    public static void UseSecurity(this WebApplication app)
    {
        var idempotency = app.Services.GetRequiredService<Idempotency>();
        var throttle = app.Services.GetRequiredService<Throttle>();
        app.UseRequestTimeouts();
        app.Use(WithoutEndOnceBegun);
        app.UseAuthentication();
        app.Use(throttle.InvokeAsync);
        app.UseAuthorization();
        app.Use(idempotency.InvokeAsync);
    }
}
