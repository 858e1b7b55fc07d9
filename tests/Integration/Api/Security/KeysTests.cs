using Ringback.Model.Access;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Security;

public sealed class KeysTests(LabFixture lab) : IAsyncLifetime
{
    private SecuredApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await SecuredApi.StartAsync(lab);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_kept()
    {
        using var response = await _api.SendAsync(
            HttpMethod.Post,
            "/v1/keys",
            Role.Admin,
            new { name = "grafana", role = "viewer" }
        );
        var location = response.Headers.Location!.ToString();
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString()); // nor compressed beside what others chose
        var made = await SecuredApi.JsonAsync(response, 201);
        var token = made.GetProperty("token").GetString()!;

        Assert.Matches("^rbk_[0-9a-f]{12}_[0-9a-f]{64}$", token); // 64 digits: 256 bits
        Assert.Equal(200, await _api.StatusAsync("/v1/targets", token));

        var secret = token[^64..];
        using var again = await _api.SendAsync(HttpMethod.Get, location, Role.Admin);
        Assert.DoesNotContain(secret, (await SecuredApi.JsonAsync(again, 200)).GetRawText(), StringComparison.Ordinal);
        var rows = await _api.Centre.Database.RowsAsync(
            "select row_to_json(api_key)::text || row_to_json(api_key_secret)::text from api_key join api_key_secret on key = id"
        );
        Assert.DoesNotContain(rows, row => row.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rotated_key_has_no_gap_and_its_old_secret_ends_when_it_was_said_to()
    {
        var old = await _api.KeyAsync(Role.Viewer);
        var rotated = await SecuredApi.JsonAsync(
            await _api.SendAsync(
                HttpMethod.Post,
                $"/v1/keys/{old.Id}/rotations",
                Role.Admin,
                new { overlap_seconds = 3_600 }
            ),
            200
        );
        var fresh = rotated.GetProperty("token").GetString()!;

        Assert.Equal(2, rotated.GetProperty("key").GetProperty("secrets").GetArrayLength());
        Assert.Equal(200, await _api.StatusAsync("/v1/targets", old.Reveal()));
        Assert.Equal(200, await _api.StatusAsync("/v1/targets", fresh));
        using (
            var third = await _api.SendAsync(
                HttpMethod.Post,
                $"/v1/keys/{old.Id}/rotations",
                Role.Admin,
                new { overlap_seconds = 60 }
            )
        )
            Assert.Equal(409, (int)third.StatusCode);

        _api.SetTime(Samples.Noon + TimeSpan.FromHours(1));
        Assert.Equal(401, await _api.StatusAsync("/v1/targets", old.Reveal()));
        Assert.Equal(200, await _api.StatusAsync("/v1/targets", fresh));
    }

    [Fact]
    public async Task A_leaked_key_is_rotated_with_no_overlap_or_revoked_and_refused_by_the_next_request()
    {
        var leaked = await _api.KeyAsync(Role.Viewer);
        var fresh = (
            await SecuredApi.JsonAsync(
                await _api.SendAsync(
                    HttpMethod.Post,
                    $"/v1/keys/{leaked.Id}/rotations",
                    Role.Admin,
                    new { overlap_seconds = 0 }
                ),
                200
            )
        )
            .GetProperty("token")
            .GetString()!;
        Assert.Equal(401, await _api.StatusAsync("/v1/targets", leaked.Reveal()));
        Assert.Equal(200, await _api.StatusAsync("/v1/targets", fresh));

        await SecuredApi.JsonAsync(await _api.SendAsync(HttpMethod.Delete, $"/v1/keys/{leaked.Id}", Role.Admin), 200);
        Assert.Equal(401, await _api.StatusAsync("/v1/targets", fresh));
    }

    [Fact]
    public async Task A_key_that_is_limited_to_components_reaches_their_targets_and_nothing_else()
    {
        var calls = (await _api.KeyAsync(Role.Operator, "calls")).Reveal();
        var others = (await _api.KeyAsync(Role.Operator, "meetings")).Reveal();

        Assert.Equal(200, await _api.StatusAsync("/v1/targets/pbx/results", calls));
        Assert.Equal(403, await _api.StatusAsync("/v1/targets/pbx/results", others));
        Assert.Equal(403, await _api.StatusAsync("/v1/targets/nobody/results", calls));
        Assert.Equal(403, await _api.StatusAsync("/v1/alert-receivers", calls));
        Assert.Equal(200, await _api.StatusAsync("/v1/status", calls));
    }

    [Theory]
    [InlineData("/v1/targets", "targets")]
    [InlineData("/v1/availability", "targets")]
    [InlineData("/v1/incidents?status=all", "incidents")]
    public async Task A_list_shows_a_key_that_is_limited_to_components_what_is_theirs(string path, string list)
    {
        await Seeds.SeedOutageAsync(_api.Centre);

        var all = await ReadAsync((await _api.KeyAsync(Role.Viewer)).Reveal());
        Assert.NotEqual(0, all);
        Assert.Equal(all, await ReadAsync((await _api.KeyAsync(Role.Viewer, "calls")).Reveal()));
        Assert.Equal(0, await ReadAsync((await _api.KeyAsync(Role.Viewer, "meetings")).Reveal()));

        async Task<int> ReadAsync(string token)
        {
            using var response = await _api.SendAsync(HttpMethod.Get, path, token);
            return (await SecuredApi.JsonAsync(response, 200)).GetProperty(list).GetArrayLength();
        }
    }

    [Fact]
    public async Task When_a_key_was_used_is_known_to_within_five_minutes_and_who_changed_keys_to_the_second()
    {
        var token = await _api.KeyAsync(Role.Viewer);
        Assert.Null((await _api.Keys.FindAsync(token.Id, TestContext.Current.CancellationToken))!.LastUsedAt);
        await _api.StatusAsync("/v1/targets", token.Reveal());
        _api.SetTime(Samples.Noon + TimeSpan.FromMinutes(4));
        await _api.StatusAsync("/v1/targets", token.Reveal());
        Assert.Equal(
            Samples.Noon,
            (await _api.Keys.FindAsync(token.Id, TestContext.Current.CancellationToken))!.LastUsedAt
        );

        await SecuredApi.JsonAsync(await _api.SendAsync(HttpMethod.Delete, $"/v1/keys/{token.Id}", Role.Admin), 200);
        var audit = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Get, $"/v1/audit?subject={token.Id}", Role.Admin),
            200
        );
        var entries = audit.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["key.revoke", "key.create"], entries.Select(each => each.GetProperty("action").GetString()!));
        Assert.StartsWith("key:", entries[0].GetProperty("actor").GetString()!, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", entries[0].GetProperty("address").GetString());
        Assert.Equal("cli:test", entries[1].GetProperty("actor").GetString());
    }

    [Fact]
    public async Task The_audit_log_is_append_only()
    {
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            _api.Centre.Database.RowsAsync("delete from audit returning id")
        );
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            _api.Centre.Database.RowsAsync("update audit set actor = 'nobody' returning id")
        );
    }

    [Theory]
    [InlineData("""{"role":"viewer"}""", "name")]
    [InlineData("""{"name":"x","role":"root"}""", "role")]
    [InlineData("""{"name":"x","role":"viewer","components":["nothing"]}""", "components")]
    [InlineData("""{"name":"x","role":"admin","components":["calls"]}""", "components")]
    [InlineData("""{"name":"x","role":"viewer","expires_at":"2026-10-05T11:59:59Z"}""", "expires_at")]
    [InlineData("""{"name":"x","role":"viewer","expires_at":"2036-10-05T11:59:59Z"}""", "expires_at")]
    public async Task A_wish_that_cannot_be_granted_names_the_member(string body, string member)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Post, "/v1/keys", Role.Admin, content),
            400
        );

        Assert.Equal(member, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }
}
