using System.Security.Claims;
using Ringback.Model.Access;
using Ringback.Store.Access;

namespace Ringback.Api.Security;

/// <summary>Who asks, once it is proven; it travels as claims.</summary>
/// <param name="Id"><c>key:ID</c> or <c>oidc:SUBJECT</c>.</param>
/// <param name="Role">Null where nobody gave it one.</param>
/// <param name="Components">Ids of those that it is limited to; null for all.</param>
internal sealed record Caller(string Id, string? Name, Role? Role, IReadOnlyList<string>? Components)
{
    private const string IdClaim = "ringback:id";
    private const string NameClaim = "ringback:name";
    private const string RoleClaim = "ringback:role";
    private const string LimitedClaim = "ringback:limited";
    private const string ComponentClaim = "ringback:component";

    /// <summary>Null where nobody is proven.</summary>
    public static Caller? Of(ClaimsPrincipal principal) =>
        principal.FindFirst(IdClaim)?.Value is not { } id
            ? null
            : new Caller(
                id,
                principal.FindFirst(NameClaim)?.Value,
                Enum.TryParse<Role>(principal.FindFirst(RoleClaim)?.Value, out var role) ? role : null,
                principal.HasClaim(claim => claim.Type == LimitedClaim)
                    ? [.. principal.FindAll(ComponentClaim).Select(claim => claim.Value)]
                    : null
            );

    /// <summary>Ids of the components that whoever asks is limited to; null for all.</summary>
    public static string[]? LimitsOf(HttpContext context) =>
        Of(context.User)?.Components is { } limits ? [.. limits] : null;

    /// <summary>As the audit log names it.</summary>
    public static Actor Actor(HttpContext context)
    {
        var caller =
            Of(context.User)
            ?? throw new InvalidOperationException("a write is open to those alone who say who they are");
        return new Actor(caller.Id, caller.Name, context.Connection.RemoteIpAddress?.ToString());
    }

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim(IdClaim, Id));
        if (Name is not null)
            identity.AddClaim(new Claim(NameClaim, Name));
        if (Role is { } role)
            identity.AddClaim(new Claim(RoleClaim, role.ToString()));
        if (Components is not null)
        {
            identity.AddClaim(new Claim(LimitedClaim, ""));
            identity.AddClaims(Components.Select(id => new Claim(ComponentClaim, id)));
        }

        return new ClaimsPrincipal(identity);
    }
}
