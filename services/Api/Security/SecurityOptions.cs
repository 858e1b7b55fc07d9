using System.Globalization;
using System.Net;
using Ringback.Model.Access;

namespace Ringback.Api.Security;

/// <summary>Who may read and write, and how often.</summary>
internal sealed record SecurityOptions
{
    /// <summary>Whether whoever reaches the API may read all of it; writes need a key all the same.</summary>
    public bool IsOpen { get; init; }

    /// <summary>A file with the token of an administrator's key, taken in at start and when it changes; null for none.</summary>
    public string? BootstrapFile { get; init; }

    /// <summary>Null where no tokens of an identity provider are taken.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Requests a minute of an address that shows no key, and of a key; 0 for no limit.</summary>
    public int AddressLimit { get; init; } = 600;

    public int CallerLimit { get; init; } = 1_200;

    /// <summary>Whose word about the client's address is taken.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <param name="errors">One line each, naming the setting.</param>
    public static SecurityOptions Read(IConfiguration configuration, List<string> errors) =>
        new()
        {
            IsOpen = IsOpenBy(configuration["Access"], errors),
            BootstrapFile = configuration["Keys:BootstrapFile"] is { Length: > 0 } file ? file : null,
            Oidc = OidcOptions.Read(configuration.GetSection("Oidc"), errors),
            AddressLimit = Limit(configuration, "RateLimit:Address", 600, errors),
            CallerLimit = Limit(configuration, "RateLimit:Key", 1_200, errors),
            Proxies = Networks(configuration["Proxies"], errors),
        };

    private static bool IsOpenBy(string? text, List<string> errors)
    {
        if (text is not (null or "" or "open" or "closed"))
            errors.Add("Access is neither open (all may read) nor closed (a key is needed for what is not public)");

        return text == "open";
    }

    private static int Limit(IConfiguration configuration, string key, int usual, List<string> errors)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit <= 1_000_000)
            return limit;

        errors.Add($"{key} is no number of requests a minute, from 0 (no limit) to 1000000");
        return usual;
    }

    private static List<IPNetwork> Networks(string? text, List<string> errors)
    {
        var networks = new List<IPNetwork>();
        foreach (
            var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (IPNetwork.TryParse(part, out var network))
                networks.Add(network);
            else
                errors.Add($"Proxies: '{part}' is no network; write those of your proxies such as 10.0.0.0/8,fd00::/8");
        }

        return networks;
    }
}

/// <summary>Whose bearer tokens are taken, besides keys.</summary>
/// <param name="Issuer">What their <c>iss</c> must be; its metadata is read over HTTPS.</param>
/// <param name="Audience">What their <c>aud</c> must hold.</param>
/// <param name="KeysFile">A JSON Web Key Set in place of the issuer's own; null to ask the issuer.</param>
/// <param name="RoleClaim">Claim that says what somebody may do.</param>
/// <param name="Roles">What each of its values means.</param>
internal sealed record OidcOptions(
    string Issuer,
    string Audience,
    string? KeysFile,
    string RoleClaim,
    IReadOnlyDictionary<string, Role> Roles
)
{
    /// <returns>Null where no issuer is configured.</returns>
    public static OidcOptions? Read(IConfigurationSection section, List<string> errors)
    {
        if (section["Issuer"] is not { Length: > 0 } issuer)
            return null;

        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
            errors.Add("Oidc:Issuer is no https address; write it as the issuer does in its tokens");
        if (section["Audience"] is not { Length: > 0 } audience)
        {
            errors.Add(
                "Oidc:Audience is missing; say what the issuer calls this API, or tokens meant for others would do"
            );
            audience = "";
        }

        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var role in Enum.GetValues<Role>())
            roles[section[$"Roles:{role}"] is { Length: > 0 } value ? value : $"ringback-{Access.Name(role)}"] = role;

        return new OidcOptions(
            issuer,
            audience,
            section["KeysFile"] is { Length: > 0 } file ? file : null,
            section["RoleClaim"] is { Length: > 0 } claim ? claim : "roles",
            roles
        );
    }
}
