using Microsoft.AspNetCore.Authorization;
using Ringback.Store.Access;

namespace Ringback.Api.Security;

/// <summary>What stands in <c>Authorization: Bearer …</c>, and which scheme is to look at it.</summary>
internal static class Bearer
{
    public const string Scheme = "bearer";
    public const string Nobody = "nobody";

    private const string Prefix = "Bearer ";

    /// <summary>Longer ones are nothing that anybody issued.</summary>
    private const int Longest = 8 * 1024;

    /// <summary>Null where there is none, or more than one.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ Length: <= Longest } header]
        && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? header[Prefix.Length..].Trim()
            : null;

    /// <summary>What is public is told to everybody alike: nobody is looked up for it, whatever is shown.</summary>
    public static string SchemeOf(HttpContext context) =>
        context.GetEndpoint() is not RouteEndpoint endpoint
        || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || Of(context.Request) is not { } text
            ? Nobody
        : text.StartsWith(KeyToken.Prefix, StringComparison.Ordinal) ? KeyAuthentication.SchemeName
        : context.RequestServices.GetRequiredService<SecurityOptions>().Oidc is null ? Nobody
        : OidcAuthentication.Scheme;
}
