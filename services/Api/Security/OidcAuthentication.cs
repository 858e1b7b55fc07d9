using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Ringback.Model.Access;

namespace Ringback.Api.Security;

/// <summary>Proves callers by a token of the configured identity provider.</summary>
/// <remarks>
/// Signed asymmetrically, by a key that the issuer itself published and the token names: neither a header of the token nor
/// a secret decides by what it is checked.
/// </remarks>
internal sealed class OidcAuthentication(SecurityOptions security, TimeProvider time)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    public const string Scheme = JwtBearerDefaults.AuthenticationScheme;

    private const int LongestSubject = 200;
    private static readonly object Away = new();
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>How long a key still counts that the issuer publishes no longer.</summary>
    private static readonly TimeSpan KeysLast = TimeSpan.FromMinutes(10);

    /// <summary>How often a token that names an unknown key has the issuer asked for its keys: a new one is known at once, made-up ones cost little.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.FromSeconds(30);

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>They say where to find a key, or bring one, or change what is signed: nobody honest needs them here.</summary>
    private static readonly string[] Refused = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip"];

    public void Configure(string? name, JwtBearerOptions options) => Configure(options);

    public void Configure(JwtBearerOptions options)
    {
        if (security.Oidc is not { } oidc)
            return;

        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;
        options.SaveToken = false;
        options.RequireHttpsMetadata = true;
        if (oidc.KeysFile is { } file)
        {
            options.Configuration = new OpenIdConnectConfiguration { Issuer = oidc.Issuer };
            foreach (var key in new JsonWebKeySet(File.ReadAllText(file)).GetSigningKeys())
                options.Configuration.SigningKeys.Add(key);
        }
        else
        {
            options.Authority = oidc.Issuer;
            options.AutomaticRefreshInterval = KeysLast;
            options.RefreshInterval = Unknown;
        }

        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = oidc.Issuer,
            ValidAudience = oidc.Audience,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuerSigningKey = true,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = HoldsNow,
        };
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = async message =>
            {
                if (!HasPlainHeader(Bearer.Of(message.Request)))
                    message.Fail("the header asks for what is not taken");
                else if (!await KnowsIssuerAsync(message))
                {
                    message.HttpContext.Items[Away] = true;
                    message.Fail("the issuer does not answer, and never has");
                }
            },
            OnTokenValidated = token =>
            {
                if (CallerOf((JsonWebToken)token.SecurityToken, oidc) is { } caller)
                    token.Principal = caller.ToPrincipal(Scheme);
                else
                    token.Fail("no subject");

                return Task.CompletedTask;
            },
        };
    }

    /// <summary>What was published before the newest is not tried: whoever withdraws a key has a reason.</summary>
    public static void ForgetOldKeys(JwtBearerOptions options)
    {
        if (options.ConfigurationManager is BaseConfigurationManager keys)
            keys.UseLastKnownGoodConfiguration = false;
    }

    /// <summary>Whether nothing is known of a token because its issuer was never reached.</summary>
    public static bool IsAway(HttpContext context) => context.Items.ContainsKey(Away);

    private static async Task<bool> KnowsIssuerAsync(MessageReceivedContext message)
    {
        try
        {
            // Kept, and asked for anew in the background: it throws only while there is none.
            await message.Options.ConfigurationManager!.GetConfigurationAsync(message.HttpContext.RequestAborted);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private bool HoldsNow(DateTime? from, DateTime? to, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return to is { } end && now - Skew < end && (from is not { } start || now + Skew >= start); // either may be as far as time goes
    }

    private static bool HasPlainHeader(string? text)
    {
        try
        {
            var token = new JsonWebToken(text);
            return !Refused.Any(header => token.TryGetHeaderValue<object>(header, out _));
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return false;
        }
    }

    private static Caller? CallerOf(JsonWebToken token, OidcOptions oidc)
    {
        if (token.Subject is not { Length: > 0 and <= LongestSubject } subject || subject.Any(char.IsControl))
            return null;

        var roles = token
            .Claims.Where(claim => claim.Type == oidc.RoleClaim)
            .SelectMany(claim => oidc.Roles.TryGetValue(claim.Value, out var role) ? [role] : Array.Empty<Role>())
            .ToList();
        return new Caller($"oidc:{subject}", null, roles.Count == 0 ? null : roles.Max(), null);
    }
}
