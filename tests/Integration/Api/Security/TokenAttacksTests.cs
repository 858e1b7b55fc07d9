using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Model.Access;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Security;

/// <summary>What an attacker tries with tokens and keys. Each is refused by 401, and differs by one thing from what is taken.</summary>
public sealed class TokenAttacksTests(LabFixture lab) : IAsyncLifetime
{
    private const string Issuer = "https://id.example.com/realms/voice";
    private const string Audience = "ringback";

    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _attackers = RSA.Create(2048);
    private readonly string _keysFile = Path.GetTempFileName();
    private SecuredApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_keysFile, KeySet(_key, "one"), TestContext.Current.CancellationToken);
        _api = await SecuredApi.StartAsync(
            lab,
            new Dictionary<string, string>
            {
                ["Oidc:Issuer"] = Issuer,
                ["Oidc:Audience"] = Audience,
                ["Oidc:KeysFile"] = _keysFile,
                ["Oidc:Roles:Admin"] = "voice-admins",
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        File.Delete(_keysFile);
        _key.Dispose();
        _attackers.Dispose();
    }

    [Fact]
    public async Task An_honest_token_is_taken_with_the_role_that_its_claim_is_mapped_to()
    {
        Assert.Equal(200, await TryAsync(Signed()));
        Assert.Equal(200, await TryAsync(Signed(claims: c => c["aud"] = new JsonArray("other", Audience))));
        Assert.Equal(403, await TryAsync(Signed(claims: c => c["roles"] = new JsonArray("ringback-viewer"))));
        Assert.Equal(403, await TryAsync(Signed(claims: c => c["roles"] = "nothing-of-ours")));
        Assert.Equal(403, await TryAsync(Signed(claims: c => c.Remove("roles"))));
    }

    [Fact]
    public Task No_signature_at_all() => RefusedAsync(Unsigned("none"));

    [Fact]
    public Task No_signature_by_another_spelling() => RefusedAsync(Unsigned("nOnE"));

    [Fact]
    public Task A_signature_that_was_cut_off()
    {
        var whole = Signed();
        return RefusedAsync(whole[..(whole.LastIndexOf('.') + 1)]);
    }

    [Fact]
    public async Task The_public_key_taken_for_a_shared_secret()
    {
        foreach (
            var secret in (byte[][])
                [
                    Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()),
                    Encoding.ASCII.GetBytes(_key.ExportRSAPublicKeyPem()),
                    _key.ExportSubjectPublicKeyInfo(),
                    await File.ReadAllBytesAsync(_keysFile, TestContext.Current.CancellationToken),
                ]
        )
        {
            await RefusedAsync(Token(Header("HS256"), Claims(), content => HMACSHA256.HashData(secret, content)));
        }
    }

    [Fact]
    public Task Expired() => RefusedAsync(Signed(claims: c => c["exp"] = Seconds(-31)));

    [Fact]
    public Task Without_an_end() => RefusedAsync(Signed(claims: c => c.Remove("exp")));

    [Fact]
    public Task Not_valid_yet() => RefusedAsync(Signed(claims: c => c["nbf"] = Seconds(31)));

    [Fact]
    public Task Meant_for_another_service() => RefusedAsync(Signed(claims: c => c["aud"] = "billing"));

    [Fact]
    public Task Of_another_issuer() => RefusedAsync(Signed(claims: c => c["iss"] = Issuer + "/"));

    [Fact]
    public async Task Signed_by_a_key_that_nobody_published()
    {
        await RefusedAsync(Signed(by: _attackers));
        await RefusedAsync(Signed(h => h["kid"] = "two", by: _attackers));
        await RefusedAsync(Signed(h => h["kid"] = "two"));
        await RefusedAsync(Signed(h => h.Remove("kid")));
    }

    [Fact]
    public async Task A_key_that_the_token_itself_brings_or_says_where_to_fetch()
    {
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{Random.Shared.Next(40_000, 60_000)}/";
        listener.Prefixes.Add(address);
        listener.Start();
        var asked = listener.GetContextAsync();

        foreach (var header in new[] { "jku", "x5u" })
            await RefusedAsync(Signed(h => (h[header], h["kid"]) = (address + "keys", "two"), by: _attackers));
        await RefusedAsync(
            Signed(h => h["jwk"] = JsonNode.Parse(KeySet(_attackers, "one"))!["keys"]![0]!.DeepClone(), by: _attackers)
        );
        await RefusedAsync(Signed(h => h["x5c"] = new JsonArray("MIIB"), by: _attackers));
        await RefusedAsync(Signed(h => h["jku"] = address)); // even on a token that is honest otherwise
        await RefusedAsync(Signed(h => h["crit"] = new JsonArray("exp")));

        Assert.False(asked.IsCompleted);
        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => asked);
    }

    [Fact]
    public async Task Claims_changed_after_it_was_signed()
    {
        var parts = Signed(claims: c => c["roles"] = new JsonArray("ringback-viewer")).Split('.');
        parts[1] = Encode(Claims());
        await RefusedAsync(string.Join('.', parts));
    }

    [Fact]
    public async Task Key_files_path_or_sql_as_a_kid()
    {
        await RefusedAsync(Signed(h => h["kid"] = "../../../../dev/null", by: _attackers));
        await RefusedAsync(Signed(h => h["kid"] = "' or 1=1 --", by: _attackers));
    }

    [Fact]
    public async Task Keys_that_are_made_up_cut_changed_expired_or_revoked()
    {
        var honest = await _api.KeyAsync(Role.Admin);
        var token = honest.Reveal();
        Assert.Equal(200, await TryAsync(token));

        await RefusedAsync(token[..^1]);
        await RefusedAsync(token + "0");
        await RefusedAsync(token[..^1] + (token[^1] == '0' ? '1' : '0'));
        await RefusedAsync(token.ToUpperInvariant());
        await RefusedAsync($"rbk_{honest.Id}_{new string('0', 64)}");
        await RefusedAsync($"rbk_{new string('0', 12)}_{token[^64..]}"); // the right secret of another key
        await RefusedAsync($"rbk_' or '1'='1_{token[^64..]}");
        await RefusedAsync($"rbk_{honest.Id}_{Convert.ToHexStringLower(honest.Hash())}"); // what a stolen database holds
        await RefusedAsync(new string('a', 100_000)[..8_000]);
        using (var twice = new HttpRequestMessage(HttpMethod.Get, "/v1/audit"))
        {
            twice.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            twice.Headers.TryAddWithoutValidation("Authorization", "Bearer rbk_nonsense");
            using var response = await _api.Server.Http.SendAsync(twice, TestContext.Current.CancellationToken);
            Assert.Equal(401, (int)response.StatusCode);
        }

        await RefusedInUrlAsync(token);
        _api.SetTime(Samples.Noon + TimeSpan.FromDays(10));
        await RefusedAsync(token);
    }

    private async Task RefusedInUrlAsync(string token)
    {
        Assert.Equal(401, await _api.StatusAsync($"/v1/audit?key={token}", null));
        Assert.Equal(401, await _api.StatusAsync($"/v1/audit?access_token={token}", null));
    }

    private async Task RefusedAsync(string token) => Assert.Equal(401, await TryAsync(token));

    private Task<int> TryAsync(string token) => _api.StatusAsync("/v1/audit", token);

    private string Signed(Action<JsonObject>? header = null, Action<JsonObject>? claims = null, RSA? by = null)
    {
        var head = Header("RS256");
        header?.Invoke(head);
        var body = Claims();
        claims?.Invoke(body);
        return Token(
            head,
            body,
            content => (by ?? _key).SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );
    }

    private static string Unsigned(string algorithm) => Token(Header(algorithm), Claims(), _ => []);

    private static string Token(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var content = $"{Encode(header)}.{Encode(claims)}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    private static JsonObject Header(string algorithm) =>
        new()
        {
            ["alg"] = algorithm,
            ["typ"] = "JWT",
            ["kid"] = "one",
        };

    private static JsonObject Claims() =>
        new()
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "alice",
            ["roles"] = new JsonArray("voice-admins"),
            ["nbf"] = Seconds(-60),
            ["exp"] = Seconds(300),
        };

    private static long Seconds(int fromNoon) => (Samples.Noon.Microseconds / 1_000_000) + fromNoon;

    private static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

    private static string KeySet(RSA key, string id)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["kid"] = id,
                    ["n"] = Base64Url.EncodeToString(numbers.Modulus),
                    ["e"] = Base64Url.EncodeToString(numbers.Exponent),
                }
            ),
        }.ToJsonString();
    }
}
