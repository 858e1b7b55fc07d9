using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ringback.Model.Access;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api.Security;

public sealed class ThrottleTests(LabFixture lab)
{
    [Fact]
    public async Task An_address_and_a_key_have_a_minutes_worth_each_and_are_told_how_much_is_left()
    {
        await using var api = await SecuredApi.StartAsync(
            lab,
            new Dictionary<string, string> { ["RateLimit:Address"] = "2", ["RateLimit:Key"] = "3" }
        );

        using var first = await api.SendAsync(HttpMethod.Get, "/v1/status", (string?)null);
        Assert.Equal("\"address\";q=2;w=60", Assert.Single(first.Headers.GetValues("RateLimit-Policy")));
        Assert.Equal("\"address\";r=1;t=30", Assert.Single(first.Headers.GetValues("RateLimit")));
        Assert.Equal(401, await api.StatusAsync("/v1/targets", "rbk_nonsense")); // a guess counts too
        using var third = await api.SendAsync(HttpMethod.Get, "/v1/status", (string?)null);
        Assert.Equal(429, (int)third.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), third.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", third.Content.Headers.ContentType?.MediaType);

        // A key is looked up no more for an address that has used up its share.
        Assert.Equal(429, await api.StatusAsync("/v1/targets", api.Tokens[Role.Viewer]));
    }

    [Fact]
    public async Task A_feed_that_the_client_has_counts_too_and_says_how_much_is_left()
    {
        await using var api = await SecuredApi.StartAsync(
            lab,
            new Dictionary<string, string> { ["RateLimit:Address"] = "3" }
        );
        using var whole = await api.SendAsync(HttpMethod.Get, "/api/v2/summary.json", (string?)null);
        var held = ("If-None-Match", whole.Headers.ETag!.ToString());

        using var second = await api.SendAsync(HttpMethod.Get, "/api/v2/summary.json", (string?)null, null, held);
        Assert.Equal(304, (int)second.StatusCode);
        Assert.Equal("\"address\";q=3;w=60", Assert.Single(second.Headers.GetValues("RateLimit-Policy")));
        Assert.Equal("\"address\";r=1;t=20", Assert.Single(second.Headers.GetValues("RateLimit")));
        using var third = await api.SendAsync(HttpMethod.Get, "/api/v2/summary.json", (string?)null, null, held);
        Assert.Equal(304, (int)third.StatusCode);
        using var fourth = await api.SendAsync(HttpMethod.Get, "/api/v2/summary.json", (string?)null, null, held);
        Assert.Equal(429, (int)fourth.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(20), fourth.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Keys_do_not_share_with_one_another_nor_with_their_address()
    {
        await using var api = await SecuredApi.StartAsync(
            lab,
            new Dictionary<string, string> { ["RateLimit:Address"] = "2", ["RateLimit:Key"] = "3" }
        );
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, await api.StatusAsync("/v1/targets", api.Tokens[Role.Viewer]));
        Assert.Equal(429, await api.StatusAsync("/v1/targets", api.Tokens[Role.Viewer]));
        Assert.Equal(200, await api.StatusAsync("/v1/targets", api.Tokens[Role.Operator]));
        Assert.Equal(200, await api.StatusAsync("/v1/status", null));
    }

    [Fact]
    public async Task Only_a_configured_proxy_is_believed_about_the_clients_address()
    {
        await using var trusting = await SecuredApi.StartAsync(
            lab,
            new Dictionary<string, string> { ["RateLimit:Address"] = "1", ["Proxies"] = "127.0.0.0/8" }
        );
        Assert.Equal(200, await ThroughAsync(trusting, "192.0.2.1"));
        Assert.Equal(200, await ThroughAsync(trusting, "192.0.2.2"));
        Assert.Equal(429, await ThroughAsync(trusting, "198.51.100.1, 192.0.2.2")); // what a client puts in front does not count

        await using var alone = await SecuredApi.StartAsync(
            lab,
            new Dictionary<string, string> { ["RateLimit:Address"] = "1" }
        );
        Assert.Equal(200, await ThroughAsync(alone, "192.0.2.1"));
        Assert.Equal(429, await ThroughAsync(alone, "192.0.2.2"));
    }

    [Fact]
    public async Task An_answer_must_begin_in_time_and_may_then_flow_for_longer()
    {
        var limit = TimeSpan.FromMilliseconds(200);
        await using var api = await SecuredApi.StartAsync(
            lab,
            more: app =>
            {
                app.MapGet(
                        "/stuck",
                        (CancellationToken cancel) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel)
                    )
                    .AllowAnonymous()
                    .WithRequestTimeout(limit);
                app.MapGet(
                        "/long",
                        async (HttpContext context) =>
                        {
                            await context.Response.WriteAsync("begun, ", context.RequestAborted);
                            await Task.Delay(3 * limit, TimeProvider.System, context.RequestAborted);
                            await context.Response.WriteAsync("and ended", context.RequestAborted);
                        }
                    )
                    .AllowAnonymous()
                    .WithRequestTimeout(limit);
            }
        );

        Assert.Equal(
            "begun, and ended",
            await api.Server.Http.GetStringAsync("/long", TestContext.Current.CancellationToken)
        );
        Assert.Equal(504, await api.StatusAsync("/stuck", null));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var api = await SecuredApi.StartAsync(lab);
        using var content = new ByteArrayContent(new byte[(4 * 1024 * 1024) + 1]);
        content.Headers.ContentType = new("application/json");
        using var response = await api.SendAsync(
            HttpMethod.Post,
            "/v1/keys",
            Role.Admin,
            content,
            ("Expect", "100-continue")
        );

        Assert.Equal(413, (int)response.StatusCode);
    }

    private static async Task<int> ThroughAsync(SecuredApi api, string forwardedFor)
    {
        using var response = await api.SendAsync(
            HttpMethod.Get,
            "/v1/status",
            (string?)null,
            null,
            ("X-Forwarded-For", forwardedFor)
        );
        return (int)response.StatusCode;
    }
}
