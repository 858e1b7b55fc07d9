using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Ringback.Api.Security;

/// <summary>401 and 403 as problem details, with the challenge of RFC 6750: in one place, whatever scheme refused.</summary>
internal sealed class Refusals : IAuthorizationMiddlewareResultHandler
{
    private const string Realm = "Bearer realm=\"ringback\"";

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
            return next(context);

        return Caller.Of(context.User) is { } caller ? ForbidAsync(context, caller)
            : OidcAuthentication.IsAway(context) ? PutOffAsync(context)
            : ChallengeAsync(context);
    }

    private static Task PutOffAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Problem(
                StatusCodes.Status503ServiceUnavailable,
                "The identity provider does not answer",
                "Nothing can be said of the token until it does; API keys hold meanwhile."
            )
            .ExecuteAsync(context);
    }

    private static Task ChallengeAsync(HttpContext context)
    {
        var given = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = given ? $"{Realm}, error=\"invalid_token\"" : Realm;
        return Problem(
                StatusCodes.Status401Unauthorized,
                given ? "The key or token does not hold" : "A key or token is needed",
                given
                    ? "It is unknown, expired, revoked, or meant for another; ask an administrator for one that holds."
                    : "Send Authorization: Bearer KEY; an administrator makes keys with 'ringback key create' or POST /v1/keys."
            )
            .ExecuteAsync(context);
    }

    private static Task ForbidAsync(HttpContext context, Caller caller)
    {
        var need = context.GetEndpoint()?.Metadata.GetMetadata<Need>();
        context.Response.Headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\"";
        return Problem(
                StatusCodes.Status403Forbidden,
                "The key or token may not do this",
                need is null ? "This address is open to nobody."
                    : caller.Role is null
                        ? "No role of ours stands in the token; an administrator maps them with Oidc:Roles."
                    : caller.Role >= need.Role ? "The key is limited to components, and this reaches beyond them."
                    : $"It needs the role {Access.Name(need.Role)}, and has {Access.Name(caller.Role.Value)}."
            )
            .ExecuteAsync(context);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Problem(
        int status,
        string title,
        string detail
    ) => TypedResults.Problem(statusCode: status, title: title, detail: detail);
}
