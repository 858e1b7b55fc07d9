using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Ringback.Store.Access;

namespace Ringback.Api.Security;

/// <summary>Proves callers by their API key.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    KeyLedger keys,
    Throttle throttle
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Bearer.Of(Request) is not { } text)
            return AuthenticateResult.NoResult();
        if (!KeyToken.TryParse(text, out var token) || !throttle.HasRoom(Context))
            return AuthenticateResult.Fail("no key");
        if (await keys.VerifyAsync(token!, Context.RequestAborted) is not { } key)
            return AuthenticateResult.Fail("no such key");

        var caller = new Caller($"key:{key.Id}", key.Name, key.Role, key.Components);
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName));
    }
}
