using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api.Security;

/// <summary>Tokens of a provider that we did not write: found by discovery, checked with the keys that it publishes.</summary>
public sealed class StrangersTokensTests(LabFixture lab) : IAsyncLifetime
{
    private StrangersIssuer _issuer = null!;
    private SecuredApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await StrangersIssuer.StartAsync();
        _api = await SecuredApi.StartAsync(
            lab,
            new Dictionary<string, string> { ["Oidc:Issuer"] = _issuer.Issuer, ["Oidc:Audience"] = "ringback" },
            services: services =>
                services.Configure<JwtBearerOptions>(
                    JwtBearerDefaults.AuthenticationScheme,
                    // Its certificate is of an authority of the test; and nobody waits half a minute here from one rotation to the next.
                    options =>
                        (options.BackchannelHttpHandler, options.RefreshInterval) = (
                            _issuer.Trusting(),
                            TimeSpan.FromSeconds(1)
                        )
                )
        );
        _api.SetTime(Now());
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_its_is_taken_with_the_role_that_it_carries()
    {
        Assert.Equal(200, await TryAsync(await _issuer.TokenAsync()));
        Assert.Equal(403, await TryAsync(await _issuer.TokenAsync("dashboard")));
        Assert.Equal(200, await _api.StatusAsync("/v1/targets", await _issuer.TokenAsync("dashboard")));

        using var made = await _api.SendAsync(
            HttpMethod.Post,
            "/v1/keys",
            await _issuer.TokenAsync(),
            new { name = "by a token", role = "viewer" }
        );
        await SecuredApi.JsonAsync(made, 201);
        var log = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Get, "/v1/audit?action=key.create", await _issuer.TokenAsync()),
            200
        );
        Assert.Equal("oidc:deployer", log.GetProperty("entries")[0].GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_key_that_it_rotates_in_is_known_at_once_and_one_that_it_withdraws_counts_no_more()
    {
        var old = await _issuer.TokenAsync();
        Assert.Equal(200, await TryAsync(old));

        Assert.Equal(2, await _issuer.AddKeyAsync("ES256"));
        await TakenAsync(await _issuer.TokenAsync());
        Assert.Equal(200, await TryAsync(old)); // its key is still published

        await _issuer.AddKeyAsync("RS256");
        Assert.Equal(1, await _issuer.RetireKeysAsync());
        await TakenAsync(await _issuer.TokenAsync());
        Assert.Equal(401, await TryAsync(old));
    }

    [Fact]
    public async Task A_clock_that_is_off_by_half_a_minute_is_borne_and_no_more()
    {
        var token = await _issuer.TokenAsync();
        var end = Instant.UnixEpoch + TimeSpan.FromSeconds((long)Claims(token)["exp"]!);

        _api.SetTime(end + TimeSpan.FromSeconds(29));
        Assert.Equal(200, await TryAsync(token));
        _api.SetTime(end + TimeSpan.FromSeconds(31));
        Assert.Equal(401, await TryAsync(token));
    }

    [Fact]
    public async Task What_it_gave_for_another_service_and_what_another_issuer_gave_are_refused()
    {
        Assert.Equal(200, await TryAsync(await _issuer.TokenAsync()));
        Assert.Equal(401, await TryAsync(await _issuer.TokenAsync(audience: "billing")));
        Assert.Equal(401, await TryAsync(await _issuer.TokenAsync(issuer: _issuer.Other)));
    }

    [Fact]
    public async Task Its_token_without_a_signature_or_signed_with_what_it_publishes_is_refused()
    {
        var token = await _issuer.TokenAsync();
        Assert.Equal(200, await TryAsync(token));
        var parts = token.Split('.');
        var published = await _issuer.KeySetAsync();
        using var key = RSA.Create();
        var numbers = JsonNode.Parse(published)!["keys"]![0]!;
        key.ImportParameters(
            new RSAParameters
            {
                Modulus = Base64Url.DecodeFromChars((string)numbers["n"]!),
                Exponent = Base64Url.DecodeFromChars((string)numbers["e"]!),
            }
        );

        Assert.Equal(401, await TryAsync($"{With(parts[0], "none")}.{parts[1]}."));
        foreach (
            var secret in new[]
            {
                key.ExportSubjectPublicKeyInfoPem(),
                key.ExportRSAPublicKeyPem(),
                published,
                (string)numbers["n"]!,
            }
        )
        {
            var content = $"{With(parts[0], "HS256")}.{parts[1]}";
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(content));
            Assert.Equal(401, await TryAsync($"{content}.{Base64Url.EncodeToString(mac)}"));
        }
    }

    [Fact]
    public async Task While_it_is_away_what_is_known_of_it_holds_and_keys_of_ours_do()
    {
        var token = await _issuer.TokenAsync();
        Assert.Equal(200, await TryAsync(token));

        await _issuer.StopAsync();

        Assert.Equal(200, await TryAsync(token));
    }

    [Fact]
    public async Task Where_it_was_never_reached_its_tokens_are_refused_for_now_and_keys_of_ours_hold()
    {
        var token = await _issuer.TokenAsync();
        var key = (await _api.KeyAsync(Role.Admin, Now() + TimeSpan.FromDays(1))).Reveal();
        await _issuer.StopAsync();

        using var response = await _api.SendAsync(HttpMethod.Get, "/v1/audit", token);
        var problem = await SecuredApi.JsonAsync(response, 503);

        Assert.Contains("identity provider", problem.GetProperty("title").GetString()!, StringComparison.Ordinal);
        Assert.Equal(200, await TryAsync(key));
        Assert.Equal(200, await _api.StatusAsync("/v1/status", token));
    }

    private static Instant Now() => Instant.Now(TimeProvider.System);

    private Task<int> TryAsync(string token) => _api.StatusAsync("/v1/audit", token);

    /// <summary>The issuer is asked for its keys once a second at most, because of tokens with unknown ones.</summary>
    private Task TakenAsync(string token) =>
        Until.TrueAsync(async () => await TryAsync(token) == 200, "the new key is known");

    private static JsonObject Claims(string token) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();

    private static string With(string header, string algorithm)
    {
        var changed = JsonNode.Parse(Base64Url.DecodeFromChars(header))!.AsObject();
        changed["alg"] = algorithm;
        return Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(changed));
    }
}
