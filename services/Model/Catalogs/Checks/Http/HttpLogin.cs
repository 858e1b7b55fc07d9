namespace Ringback.Model.Catalogs.Checks.Http;

/// <summary>How requests prove who sends them: exactly one of the three.</summary>
public sealed record HttpLogin
{
    /// <summary>RFC 7617.</summary>
    public Credential? Basic { get; init; }

    /// <summary>A token that does not change (RFC 6750).</summary>
    public SecretReference? Bearer { get; init; }

    /// <summary>A token that is fetched, and kept until it is due.</summary>
    public OAuthGrant? OAuth2 { get; init; }
}

/// <summary>How a token is asked for (RFC 6749 §4.3, §4.4, §6).</summary>
public sealed record OAuthGrant
{
    /// <summary>Absolute, scheme <c>https</c>.</summary>
    public required Uri TokenUrl { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null for a public client.</summary>
    public SecretReference? ClientSecret { get; init; }

    /// <summary>Whether client id and secret go into the form; else they go as basic authentication (RFC 6749 §2.3.1).</summary>
    public bool ClientInForm { get; init; }

    /// <summary>Resource owner of the password grant; null for the client credentials grant.</summary>
    public Credential? User { get; init; }

    public string? Scope { get; init; }

    /// <summary>Further fields of the form, such as <c>audience</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
