using Microsoft.AspNetCore.Authorization;
using Ringback.Model.Access;
using Ringback.Store.Access;

namespace Ringback.Api.Security;

/// <summary>What an endpoint says of who may call it. One that says nothing is closed to everybody.</summary>
internal static class Access
{
    public static string Name(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Open to callers of this role or a greater one.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoints, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new Need(role)).RequireAuthorization(Name(role));

    /// <summary>A caller that is limited to components may call it for a target, in the route as <c>id</c>, that belongs to one.</summary>
    public static TBuilder ForOneTarget<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(OneTarget.Instance);

    /// <summary>The handler itself looks at what the caller is limited to.</summary>
    public static TBuilder ForLimitedCallersToo<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(LimitsItself.Instance);

    public static void Configure(AuthorizationOptions options)
    {
        foreach (var role in Enum.GetValues<Role>())
            options.AddPolicy(Name(role), policy => policy.AddRequirements(new Need(role)));

        options.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new Stated()).Build();
    }
}

/// <summary>The role that an endpoint asks for.</summary>
internal sealed record Need(Role Role) : IAuthorizationRequirement;

/// <summary>What no endpoint meets that is there: it is asked for only where none stated anything else.</summary>
internal sealed class Stated : IAuthorizationRequirement;

internal sealed class OneTarget
{
    public static readonly OneTarget Instance = new();
}

internal sealed class LimitsItself
{
    public static readonly LimitsItself Instance = new();
}

/// <summary>404 and 405 have no route: they stay what they are.</summary>
internal sealed class StatedHandler : AuthorizationHandler<Stated>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Stated requirement)
    {
        if (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
            context.Succeed(requirement);

        return Task.CompletedTask;
    }
}

internal sealed class NeedHandler(SecurityOptions options, KeyLedger keys) : AuthorizationHandler<Need>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Need requirement)
    {
        if (context.Resource is not HttpContext http)
            return;

        var isMet = Caller.Of(context.User) is { } caller
            ? caller.Role >= requirement.Role && await IsWithinAsync(caller, http)
            : options.IsOpen && requirement.Role == Role.Viewer && http.Request.Headers.Authorization.Count == 0;
        if (isMet)
            context.Succeed(requirement);
    }

    private async ValueTask<bool> IsWithinAsync(Caller caller, HttpContext http)
    {
        if (caller.Components is not { } components)
            return true;

        var metadata = http.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<LimitsItself>() is not null)
            return true;

        return metadata?.GetMetadata<OneTarget>() is not null
            && http.GetRouteValue("id") is string target
            && await keys.CoversAsync(components, target, http.RequestAborted);
    }
}
