using System.Text;
using System.Text.Json;
using Ringback.Model.Access;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Writes;

public sealed class CatalogWritesTests(LabFixture lab) : IAsyncLifetime
{
    private const string Yaml = """
        version: 1
        variables: { HOST: { description: where it is } }
        regions:
          - { id: prague, name: Prague }
        components:
          - { id: calls, name: Calls }
        targets:
          - id: pbx
            name: PBX
            component: calls
            interval: 30s
            sip:
              host: ${HOST}
        """;

    private SecuredApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await SecuredApi.StartAsync(lab);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_dry_run_names_every_mistake_with_line_and_mend_or_what_would_change_and_changes_nothing()
    {
        var bad = Yaml.Replace("interval: 30s", "interval: 10 parsecs", StringComparison.Ordinal)
            .Replace("name: PBX", "title: PBX", StringComparison.Ordinal);
        var problem = await SecuredApi.JsonAsync(await SendAsync(HttpMethod.Post, "/v1/catalog/dry-run", bad), 422);
        var mistakes = problem.GetProperty("errors").EnumerateArray().ToList();
        Assert.Contains(
            mistakes,
            each =>
                each.GetProperty("line").GetInt32() == 11
                && each.GetProperty("problem").GetString()!.Contains("10 parsecs", StringComparison.Ordinal)
                && each.GetProperty("mend").GetString()!.Length > 0
        );
        Assert.True(mistakes.Count >= 3, problem.GetRawText());

        var diff = await SecuredApi.JsonAsync(
            await SendAsync(HttpMethod.Post, "/v1/catalog/dry-run?set=HOST=pbx.example.com", Yaml),
            200
        );
        var changes = diff.GetProperty("differences")
            .EnumerateArray()
            .ToDictionary(each => each.GetProperty("path").GetString()!, each => each);
        Assert.Equal("1", diff.GetProperty("base").GetString());
        Assert.Equal(
            ("60", "30"),
            (Text(changes["targets.pbx.interval"], "before"), Text(changes["targets.pbx.interval"], "after"))
        );
        Assert.Equal(JsonValueKind.Null, changes["targets.web"].GetProperty("after").ValueKind);
        Assert.Equal("\"pbx.example.com\"", Text(changes["targets.pbx.check.host"], "after"));
        Assert.Equal("1", await NewestAsync());
    }

    [Fact]
    public async Task A_change_names_what_it_is_made_to_and_can_be_rolled_back_by_taking_the_old_one_anew()
    {
        const string Path = "/v1/catalog?set=HOST=pbx.example.com";
        await SecuredApi.JsonAsync(await SendAsync(HttpMethod.Put, Path, Yaml), 428);
        await SecuredApi.JsonAsync(await SendAsync(HttpMethod.Put, Path, Yaml, ("If-Match", "\"7\"")), 412);
        await SecuredApi.JsonAsync(await SendAsync(HttpMethod.Put, Path, Yaml, ("If-Match", "W/\"1\"")), 412);

        using (var taken = await SendAsync(HttpMethod.Put, Path, Yaml, ("If-Match", "\"1\"")))
        {
            Assert.Equal("\"2\"", taken.Headers.ETag?.ToString());
            var version = await SecuredApi.JsonAsync(taken, 200);
            Assert.Equal("2026-10-05T12:00:10Z", version.GetProperty("effective_at").GetString());
        }

        var back = await SecuredApi.JsonAsync(
            await _api.SendAsync(
                HttpMethod.Post,
                "/v1/catalog/rollbacks",
                Role.Admin,
                new { version = 1 },
                ("If-Match", "\"2\"")
            ),
            200
        );
        Assert.Equal("3", back.GetProperty("id").GetString());
        Assert.Equal(
            Without(await _api.SendAsync(HttpMethod.Get, "/v1/catalog/versions/1", Role.Operator)),
            Without(await _api.SendAsync(HttpMethod.Get, "/v1/catalog/versions/3", Role.Operator))
        );

        var versions = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Get, "/v1/catalog/versions", Role.Operator),
            200
        );
        Assert.Equal(
            ["3", "2", "1"],
            versions.GetProperty("versions").EnumerateArray().Select(each => each.GetProperty("id").GetString()!)
        );
        var audit = await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Get, "/v1/audit?subject=catalog", Role.Admin),
            200
        );
        Assert.Equal(
            ["catalog.roll_back", "catalog.apply"],
            audit.GetProperty("entries").EnumerateArray().Select(each => each.GetProperty("action").GetString()!)
        );
    }

    [Fact]
    public async Task A_file_that_says_what_it_said_does_not_undo_what_people_decided_since_then()
    {
        await SecuredApi.JsonAsync(
            await SendAsync(HttpMethod.Put, "/v1/catalog?set=HOST=x.example.com", Yaml, ("If-Match", "\"1\"")),
            200
        );

        await _api.Centre.ApplyAsync(Samples.Catalog()); // the aggregator starts again
        Assert.Equal("2", await NewestAsync());
        await _api.Centre.ApplyAsync(Samples.Catalog(Samples.Target("other")));
        Assert.Equal("3", await NewestAsync());
    }

    private async Task<string> NewestAsync()
    {
        using var newest = await _api.SendAsync(HttpMethod.Get, "/v1/catalog", Role.Operator);
        return newest.Headers.ETag!.Tag.Trim('"');
    }

    private static string Text(JsonElement change, string member) => change.GetProperty(member).GetString()!;

    private static string Without(HttpResponseMessage response)
    {
        using (response)
        {
            var node = System.Text.Json.Nodes.JsonNode.Parse(response.Content.ReadAsStream())!.AsObject();
            node.Remove("effective_at");
            return node.ToJsonString();
        }
    }

    [Theory]
    [InlineData("PUT", "/v1/catalog", "application/x-www-form-urlencoded", "is of another type", "yaml")] // as curl has it by itself
    [InlineData("POST", "/v1/silences", "application/x-www-form-urlencoded", "is of another type", "json")]
    [InlineData("POST", "/v1/silences", null, "has no type", "json")]
    public async Task A_body_that_does_not_say_what_it_is_is_told_what_to_say(
        string method,
        string path,
        string? type,
        string said,
        string mend
    )
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Yaml));
        content.Headers.ContentType = type is null ? null : new(type);
        using var response = await _api.SendAsync(HttpMethod.Parse(method), path, Role.Admin, content);
        var detail = (await SecuredApi.JsonAsync(response, 415)).GetProperty("detail").GetString();

        Assert.StartsWith($"The body {said}", detail, StringComparison.Ordinal);
        Assert.EndsWith($"Content-Type: application/{mend}.", detail, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string yaml,
        params (string Name, string Value)[] headers
    )
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        return await _api.SendAsync(method, path, Role.Admin, content, headers);
    }
}
