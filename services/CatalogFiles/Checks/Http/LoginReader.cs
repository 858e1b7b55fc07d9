using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.CatalogFiles.Checks.Http;

/// <summary>How requests log in.</summary>
internal static class LoginReader
{
    private static readonly string[] Ways = ["basic", "bearer", "oauth2"];

    private static readonly IReadOnlySet<string> NoNames = new HashSet<string>();

    private static readonly FieldReader<bool> ClientIn = Many.Word(
        new Dictionary<string, bool> { ["header"] = false, ["form"] = true }
    );

    /// <returns>Null where there is nothing of it.</returns>
    public static HttpLogin? Read(Section section)
    {
        if (
            section.Find("auth") is not { } field
            || !Section.TryOpen(field, "one of 'basic', 'bearer' and 'oauth2'", section.IsPartial, out var auth)
        )
            return null;

        var login = new HttpLogin
        {
            Basic = CredentialReader.Read(auth, "basic"),
            Bearer = auth.Maybe<SecretReference>("bearer", CredentialReader.Secret),
            OAuth2 = ReadGrant(auth),
        };
        var ways = Ways.Count(way => auth.Find(way) is not null);
        if (ways != 1)
            field.Fail($"names {ways} ways to log in", "write exactly one of 'basic', 'bearer' and 'oauth2'");

        auth.Close();
        return login;
    }

    private static OAuthGrant? ReadGrant(Section auth)
    {
        if (
            auth.Find("oauth2") is not { } field
            || !Section.TryOpen(field, "a map with 'token_url' and 'client_id'", auth.IsPartial, out var grant)
        )
            return null;

        var read = new OAuthGrant
        {
            TokenUrl = grant.Required<Uri>("token_url", $"write the URL of the token endpoint", TokenUrl),
            ClientId = grant.Required<string>("client_id", "write the client's id", One.Line),
            ClientSecret = grant.Maybe<SecretReference>("client_secret", CredentialReader.Secret),
            ClientInForm = grant.Optional("client_in", ClientIn, false),
            User = CredentialReader.Read(grant, "user"),
            Scope = grant.Maybe<string>("scope", One.Line),
            Parameters =
                RequestReader.ReadMap(grant, "parameters", NoNames, ofHeaders: false)
                ?? new Dictionary<string, string>(),
        };
        if (read.User is null && read.ClientSecret is null && !grant.IsPartial)
        {
            grant.Fail(
                "client_secret",
                "is missing",
                "write { env: NAME }: the client credentials grant proves the client; or give a 'user' for the password grant"
            );
        }

        grant.Close();
        return read;
    }

    private static bool TokenUrl(Field field, [MaybeNullWhen(false)] out Uri url)
    {
        url = HttpTexts.Url(NoNames)(field, out var text) ? new Uri(text) : null;
        return url is not null;
    }
}
