using Ringback.Model.Catalogs.Checks.Http;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Tokens;

/// <summary>The forms by which a token is asked for (RFC 6749 §4.3.2, §4.4.2, §6).</summary>
internal static class TokenRequest
{
    /// <exception cref="JudgedException">A secret is missing: the worker's fault.</exception>
    public static async ValueTask<IReadOnlyList<(string Name, string Value)>> OfGrantAsync(
        OAuthGrant grant,
        Secrets secrets,
        TextValues values,
        CancellationToken cancel
    )
    {
        var fields = new List<(string, string)>();
        if (grant.User is { } user)
        {
            var password = await secrets.ReadAsync(user.Password, cancel);
            values.Hide(password);
            fields.AddRange([("grant_type", "password"), ("username", user.Username), ("password", password)]);
        }
        else
        {
            fields.Add(("grant_type", "client_credentials"));
        }

        if (grant.Scope is { } scope)
            fields.Add(("scope", scope));

        fields.AddRange(grant.Parameters.Select(parameter => (parameter.Key, parameter.Value)));
        return fields;
    }

    public static IReadOnlyList<(string Name, string Value)> OfRefresh(string token) =>
        [("grant_type", "refresh_token"), ("refresh_token", token)];

    /// <inheritdoc cref="OfGrantAsync" path="/exception"/>
    public static async ValueTask<OutgoingRequest> ReadAsync(
        OAuthGrant grant,
        IReadOnlyList<(string Name, string Value)> fields,
        Secrets secrets,
        TextValues values,
        CancellationToken cancel
    )
    {
        var secret = grant.ClientSecret is { } reference ? await secrets.ReadAsync(reference, cancel) : null;
        values.Hide(secret ?? "");
        if (secret is not null && !grant.ClientInForm)
        {
            // RFC 6749 §2.3.1: both are form-encoded first.
            var login = OutgoingRequest.Basic(
                Uri.EscapeDataString(grant.ClientId),
                Uri.EscapeDataString(secret),
                values
            );
            return OutgoingRequest.OfForm(grant.TokenUrl, fields, login);
        }

        var all = fields.Append(("client_id", grant.ClientId));
        return OutgoingRequest.OfForm(
            grant.TokenUrl,
            secret is null ? all : all.Append(("client_secret", secret)),
            authorization: null
        );
    }
}
