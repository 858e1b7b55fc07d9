using System.Text;
using Microsoft.AspNetCore.Http;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Tokens;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https.Tokens;

public sealed class TokenTests
{
    private const string Secret = "client-s3cret";
    private const string Password = "user-passw0rd";

    [Fact]
    public async Task The_client_credentials_grant_fetches_a_token_once_and_keeps_it()
    {
        await using var server = await Server.StartAsync(expiresIn: 3600);
        var tokens = new TokenCache();

        var first = await server.RunAsync(tokens);
        var second = await server.RunAsync(tokens);

        Assert.Equal((Outcome.Up, (string?)null), (first.Outcome, first.Detail));
        Assert.Equal(Outcome.Up, second.Outcome);
        Assert.Equal(["grant_type=client_credentials&scope=api&audience=pbx"], server.Forms);
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"monitor:{Secret}"))}", server.Logins[0]);
        Assert.Equal(PhaseNames.Token, first.Phases[0].Name);
        Assert.Equal(2, first.Phases.Count(phase => phase.Name == PhaseNames.FirstByte));
        Assert.Contains(first.Measurements, m => m is { Name: MeasurementNames.TokenSeconds, Value: > 0 });
        Assert.DoesNotContain(second.Phases, phase => phase.Name == PhaseNames.Token);
    }

    [Fact]
    public async Task The_password_grant_sends_user_and_client_in_the_form()
    {
        await using var server = await Server.StartAsync(expiresIn: 3600);

        var result = await server.RunAsync(
            new TokenCache(),
            grant => grant with { User = new("bob", new("PASSWORD", null)), ClientInForm = true, Scope = null }
        );

        Assert.Equal(Outcome.Up, result.Outcome);
        Assert.Equal(
            $"grant_type=password&username=bob&password={Password}&audience=pbx&client_id=monitor&client_secret={Secret}",
            server.Forms[0]
        );
    }

    [Fact]
    public async Task A_token_that_is_due_is_refreshed()
    {
        await using var server = await Server.StartAsync(expiresIn: 0);
        var tokens = new TokenCache();

        await server.RunAsync(tokens);
        var second = await server.RunAsync(tokens);

        Assert.Equal(Outcome.Up, second.Outcome);
        Assert.Equal("grant_type=refresh_token&refresh_token=refresh-1", server.Forms[1]);
    }

    [Fact]
    public async Task A_refresh_that_is_refused_falls_back_to_the_grant()
    {
        await using var server = await Server.StartAsync(expiresIn: 0, refuseRefresh: true);
        var tokens = new TokenCache();

        await server.RunAsync(tokens);
        var second = await server.RunAsync(tokens);

        Assert.Equal(Outcome.Up, second.Outcome);
        Assert.StartsWith("grant_type=client_credentials", server.Forms[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_token_that_is_not_taken_any_more_is_fetched_anew()
    {
        await using var server = await Server.StartAsync(expiresIn: 3600);
        var tokens = new TokenCache();
        await server.RunAsync(tokens);
        server.Revoke();

        var result = await server.RunAsync(tokens);

        Assert.Equal((Outcome.Up, (string?)null), (result.Outcome, result.Detail));
        Assert.Equal(2, server.Forms.Count);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client"}""", Reason.AuthFailed, "answered 400 Bad Request: invalid_client.")]
    [InlineData(401, "no", Reason.AuthFailed, "answered 401 Unauthorized.")]
    [InlineData(503, "", Reason.UnexpectedStatus, "answered 503 Service Unavailable.")]
    [InlineData(200, "<html>", Reason.ProtocolError, "is no JSON")]
    [InlineData(200, "[]", Reason.ProtocolError, "has no access_token")]
    [InlineData(200, """{"access_token":"x","token_type":"mac"}""", Reason.ProtocolError, "a token of type mac")]
    public async Task An_endpoint_that_gives_no_token_says_why(int status, string body, Reason reason, string detail)
    {
        await using var server = await Server.StartAsync(expiresIn: 3600, refusal: (status, body));

        var result = await server.RunAsync(new TokenCache());

        Assert.Equal((Outcome.Down, reason), (result.Outcome, result.Reason));
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_and_no_token_is_ever_shown()
    {
        await using var server = await Server.StartAsync(expiresIn: 3600, echo: true);

        var result = await server.RunAsync(
            new TokenCache(),
            grant => grant with { User = new("bob", new("PASSWORD", null)) },
            check => check with { Expect = new() { Body = new() { Contains = "not there" } } }
        );

        Assert.Equal(Outcome.Down, result.Outcome);
        var shown = $"{result.Detail} {result.Evidence}";
        Assert.Contains("the body begins: (removed)", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("access-", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-", shown, StringComparison.Ordinal);
    }

    /// <summary>A token endpoint, and an API behind it.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private int _issued;
        private int _revoked;
        private TestSite _site = null!;

        public List<string> Forms { get; } = [];

        public List<string> Logins { get; } = [];

        public static async Task<Server> StartAsync(
            int expiresIn,
            bool refuseRefresh = false,
            bool echo = false,
            (int Status, string Body)? refusal = null
        )
        {
            var server = new Server();
            server._site = await TestSite.StartAsync(async context =>
            {
                if (context.Request.Path == "/token")
                {
                    await server.IssueAsync(context, expiresIn, refuseRefresh, refusal);
                    return;
                }

                var login = $"{context.Request.Headers.Authorization}";
                context.Response.StatusCode =
                    login == $"Bearer access-{server._issued}" && server._issued > server._revoked ? 200 : 401;
                if (echo)
                    await context.Response.WriteAsync(login["Bearer ".Length..]);
            });
            return server;
        }

        public void Revoke() => _revoked = _issued;

        public Task<ProbeResult> RunAsync(
            TokenCache tokens,
            Func<OAuthGrant, OAuthGrant>? change = null,
            Func<HttpsCheck, HttpsCheck>? changeCheck = null
        )
        {
            var grant = new OAuthGrant
            {
                TokenUrl = new Uri(_site.Url, "/token"),
                ClientId = "monitor",
                ClientSecret = new("SECRET", null),
                Scope = "api",
                Parameters = new Dictionary<string, string> { ["audience"] = "pbx" },
            };
            var check = _site.Check with { Login = new() { OAuth2 = change is null ? grant : change(grant) } };
            return HttpsRuns.RunAsync(
                changeCheck is null ? check : changeCheck(check),
                secrets: name => name == "SECRET" ? Secret : Password,
                tokens: tokens
            );
        }

        public ValueTask DisposeAsync() => _site.DisposeAsync();

        private async Task IssueAsync(
            HttpContext context,
            int expiresIn,
            bool refuseRefresh,
            (int Status, string Body)? refusal
        )
        {
            using var reader = new StreamReader(context.Request.Body);
            Forms.Add(await reader.ReadToEndAsync());
            Logins.Add($"{context.Request.Headers.Authorization}");
            var refused =
                refusal
                ?? (
                    refuseRefresh && Forms[^1].Contains("refresh_token", StringComparison.Ordinal) ? (400, "{}") : null
                );
            if (refused is { } answer)
            {
                context.Response.StatusCode = answer.Item1;
                await context.Response.WriteAsync(answer.Item2);
                return;
            }

            _issued++;
            await context.Response.WriteAsync(
                $$"""{"access_token":"access-{{_issued}}","token_type":"bearer","expires_in":{{expiresIn}},"refresh_token":"refresh-{{_issued}}"}"""
            );
        }
    }
}
