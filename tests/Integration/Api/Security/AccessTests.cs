using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Ringback.Model.Access;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api.Security;

public sealed partial class AccessTests(LabFixture lab) : IAsyncLifetime
{
    private SecuredApi _api = null!;

    public async ValueTask InitializeAsync() =>
        _api = await SecuredApi.StartAsync(
            lab,
            more: app =>
            {
                app.MapGet("/v1/forgotten", () => "secret").WithName("Forgotten");
                app.MapGroup("/v1").MapGet("/forgotten/in-the-group", () => "secret");
            }
        );

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_operation_of_the_document_is_open_to_its_role_and_those_above_and_to_nobody_else()
    {
        var tried = 0;
        foreach (var (method, path, role) in await OperationsAsync())
        {
            foreach (Role? caller in (Role?[])[null, Role.Viewer, Role.Operator, Role.Admin])
            {
                var status = await _api.StatusAsync(
                    new HttpMethod(method),
                    Parameter().Replace(path, "1"),
                    caller is null ? null : _api.Tokens[caller.Value]
                );
                var expected =
                    role is null || caller >= role ? 0
                    : caller is null ? 401
                    : 403;
                Assert.True(
                    expected == 0 ? status is not (401 or 403) : status == expected,
                    $"{method} {path}, open to {role?.ToString() ?? "all"}, told {caller?.ToString() ?? "nobody"}: {status}"
                );
                tried++;
            }
        }

        Assert.InRange(tried, 4 * 18, int.MaxValue);
    }

    [Fact]
    public async Task What_the_document_leaves_open_is_what_is_public_and_every_write_needs_more_than_a_viewer()
    {
        var operations = await OperationsAsync();

        Assert.Equal(["/v1/status"], operations.Where(each => each.Role is null).Select(each => each.Path));
        Assert.DoesNotContain(operations, each => each.Method != "GET" && each.Role is null or Role.Viewer);
        Assert.All(
            operations.Where(each =>
                each.Path.StartsWith("/v1/keys", StringComparison.Ordinal) || each.Path == "/v1/audit"
            ),
            each => Assert.Equal(Role.Admin, each.Role)
        );
    }

    [Theory]
    [InlineData("/v1/forgotten")]
    [InlineData("/v1/forgotten/in-the-group")]
    public async Task An_endpoint_that_states_nothing_is_closed_to_everybody(string path)
    {
        Assert.Equal(401, await _api.StatusAsync(path, null));
        foreach (var token in _api.Tokens.Values)
            Assert.Equal(403, await _api.StatusAsync(path, token));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/status.css")]
    [InlineData("/v1/status")]
    [InlineData("/api/v2/summary.json")]
    [InlineData("/history.atom")]
    [InlineData("/badges/calls/status.svg")]
    [InlineData("/openapi/v1.json")]
    public async Task What_is_public_needs_no_key_and_asks_for_none(string path)
    {
        Assert.Equal(200, await _api.StatusAsync(path, null));
        Assert.Equal(200, await _api.StatusAsync(path, "rbk_nonsense"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_there_for_anybody()
    {
        Assert.Equal(404, await _api.StatusAsync("/v1/nothing", null));
        Assert.Equal(405, await _api.StatusAsync(HttpMethod.Post, "/v1/status", null));
    }

    [Fact]
    public async Task A_refusal_is_a_problem_with_the_challenge_of_rfc_6750()
    {
        using var nobody = await _api.SendAsync(HttpMethod.Get, "/v1/targets", (string?)null);
        Assert.Equal("Bearer realm=\"ringback\"", nobody.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", nobody.Content.Headers.ContentType?.MediaType);

        using var wrong = await _api.SendAsync(HttpMethod.Get, "/v1/targets", "rbk_nonsense");
        Assert.Contains("error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        var problem = await SecuredApi.JsonAsync(wrong, 401);
        Assert.Equal(401, problem.GetProperty("status").GetInt32());

        using var lesser = await _api.SendAsync(HttpMethod.Get, "/v1/audit", Role.Operator);
        Assert.Contains("insufficient_scope", lesser.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "needs the role admin, and has operator",
            (await SecuredApi.JsonAsync(lesser, 403)).GetProperty("detail").GetString()!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Where_it_is_set_open_whoever_comes_may_read_but_not_write_and_a_wrong_key_is_still_wrong()
    {
        await using var open = await SecuredApi.StartAsync(lab, new Dictionary<string, string> { ["Access"] = "open" });

        Assert.Equal(200, await open.StatusAsync("/v1/targets", null));
        Assert.Equal(401, await open.StatusAsync("/v1/targets", "rbk_nonsense"));
        Assert.Equal(401, await open.StatusAsync("/v1/audit", null));
        Assert.Equal(401, await open.StatusAsync(HttpMethod.Post, "/v1/keys", null));
        Assert.Equal(200, await open.StatusAsync("/v1/audit", open.Tokens[Role.Admin]));
    }

    private async Task<List<(string Method, string Path, Role? Role)>> OperationsAsync()
    {
        var document = await _api.Server.GetAsync("/openapi/v1.json");
        return
        [
            .. document
                .GetProperty("paths")
                .EnumerateObject()
                .Where(path => !path.Name.Contains("forgotten", StringComparison.Ordinal))
                .SelectMany(path =>
                    path.Value.EnumerateObject()
                        .Select(operation => (operation.Name.ToUpperInvariant(), path.Name, RoleOf(operation.Value)))
                ),
        ];
    }

    private static Role? RoleOf(JsonElement operation) =>
        operation.TryGetProperty("security", out var security) && security.GetArrayLength() > 0
            ? Enum.Parse<Role>(security[0].GetProperty("bearer")[0].GetString()!, ignoreCase: true)
            : null;

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Parameter();
}
