using Microsoft.AspNetCore.Http;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https.Steps;

public sealed class ScenarioTests
{
    [Fact]
    public async Task What_a_step_captures_the_next_one_uses_and_the_cleanup_too()
    {
        var asked = new List<string>();
        await using var site = await TestSite.StartAsync(async context =>
        {
            var request = context.Request;
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync();
            asked.Add(
                $"{request.Method} {request.Path}{request.QueryString} {request.Headers["X-Session"]} {body}".TrimEnd()
            );
            context.Response.Headers["X-Session"] = "session-4711";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"id":"a b/c","items":[1,2],"note":"see ticket=T-99."}""");
        });
        var check = site.Check with
        {
            Secrets = new Dictionary<string, SecretReference> { ["key"] = new("SITE_KEY", null) },
            Steps =
            [
                Step(
                    site,
                    "sign in",
                    "/login",
                    captures: new()
                    {
                        ["session"] = new() { Header = "x-session" },
                        ["id"] = new() { Json = "$.id" },
                        ["ticket"] = new() { Pattern = "ticket=([A-Z0-9-]+)" },
                    }
                ) with
                {
                    Request = new() { Form = new Dictionary<string, string> { ["k"] = "{{key}}" } },
                },
                Step(site, "change", "/things/{{id}}?t={{ticket}}") with
                {
                    Request = new()
                    {
                        Method = "PUT",
                        Headers = new Dictionary<string, string> { ["X-Session"] = "{{session}}" },
                        Body = """{"id":"{{id}}"}""",
                    },
                    Expect = new() { Body = new() { Json = [new("$.items", new(ComparisonKind.ItemsAtLeast, "2"))] } },
                },
            ],
            Cleanup = [Step(site, "sign out", "/logout/{{session}}")],
        };

        var result = await HttpsRuns.RunAsync(
            check,
            evidenceAlways: true,
            secrets: name => name == "SITE_KEY" ? "p&ss wörd" : null
        );

        Assert.Equal((Outcome.Up, (string?)null), (result.Outcome, result.Detail));
        Assert.Equal(
            [
                "POST /login  k=p%26ss%20w%C3%B6rd",
                """PUT /things/a%20b%2Fc?t=T-99 session-4711 {"id":"a b/c"}""",
                "GET /logout/session-4711",
            ],
            asked.Select(text => text.Replace("/things/a b%2Fc", "/things/a%20b%2Fc", StringComparison.Ordinal))
        );
        string[] exchange = ["resolve", "connect", "tls", "request", "first_byte", "body"];
        Assert.Equal(
            ["step", .. exchange, "step", .. exchange, "cleanup", .. exchange],
            result.Phases.Select(phase => phase.Name)
        );
        Assert.Contains(result.Measurements, m => m is { Name: "step_2_seconds", Value: > 0 });
        Assert.True(result.Phases.Sum(phase => phase.Duration.Ticks) <= result.Duration.Ticks);
        Assert.DoesNotContain("session-4711", result.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_step_that_fails_ends_the_scenario_and_the_cleanup_runs_all_the_same()
    {
        var asked = new List<string>();
        await using var site = await TestSite.StartAsync(context =>
        {
            asked.Add(context.Request.Path);
            context.Response.StatusCode = context.Request.Path == "/b" ? 500 : 200;
            return Task.CompletedTask;
        });
        var check = site.Check with
        {
            Steps = [Step(site, "a", "/a"), Step(site, "b", "/b"), Step(site, "c", "/c")],
            Cleanup = [Step(site, "b", "/b"), Step(site, "z", "/z")],
        };

        var result = await HttpsRuns.RunAsync(check);

        Assert.Equal(["/a", "/b", "/b", "/z"], asked);
        Assert.Equal((Outcome.Down, Reason.UnexpectedStatus), (result.Outcome, result.Reason));
        Assert.StartsWith("Step 2 (b): Answered 500", result.Detail, StringComparison.Ordinal);
        Assert.Contains(new Measurement(MeasurementNames.FailedStep, 2), result.Measurements);
    }

    [Fact]
    public async Task A_cleanup_that_fails_is_degraded()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/z" ? 404 : 200;
            return Task.CompletedTask;
        });
        var check = site.Check with { Steps = [Step(site, "a", "/a")], Cleanup = [Step(site, "z", "/z")] };

        var result = await HttpsRuns.RunAsync(check);

        Assert.Equal((Outcome.Degraded, Reason.AssertionFailed), (result.Outcome, result.Reason));
        Assert.StartsWith("Cleanup 1 (z): Answered 404", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_hangs_leaves_time_for_the_cleanup()
    {
        var cleaned = false;
        await using var site = await TestSite.StartAsync(async context =>
        {
            if (context.Request.Path == "/hang")
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

            cleaned |= context.Request.Path == "/z";
        });
        var check = site.Check with { Steps = [Step(site, "a", "/hang")], Cleanup = [Step(site, "z", "/z")] };

        var result = await HttpsRuns.RunAsync(check, timeout: 2);

        Assert.True(cleaned);
        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        Assert.Contains("the time ran out in phase first_byte", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_with_a_line_end_never_becomes_a_header()
    {
        await using var site = await TestSite.StartAsync(context =>
            context.Response.WriteAsync("""{"evil":"x\r\nX-Admin: yes"}""")
        );
        var check = site.Check with
        {
            Steps =
            [
                Step(site, "a", "/", captures: new() { ["evil"] = new() { Json = "$.evil" } }),
                Step(site, "b", "/") with
                {
                    Request = new() { Headers = new Dictionary<string, string> { ["X-A"] = "{{evil}}" } },
                },
            ],
        };

        var result = await HttpsRuns.RunAsync(check);

        Assert.Equal((Outcome.Down, Reason.AssertionFailed), (result.Outcome, result.Reason));
        Assert.Contains("control characters", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_keep_the_phases_of_each_hop_and_take_no_secret_along()
    {
        await using var other = await TestSite.StartAsync(context =>
            context.Response.WriteAsync(
                $"auth:{context.Request.Headers.Authorization} key:{context.Request.Headers["X-Key"]}"
            )
        );
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.Redirect(context.Request.Path == "/" ? "/two" : $"{other.Url}end");
            return Task.CompletedTask;
        });
        var check = site.Check with
        {
            Url = new Uri(site.Url, "/"),
            Tls = site.Tls,
            Login = new() { Bearer = new("TOKEN", null) },
            Request = new()
            {
                Redirects = 3,
                Headers = new Dictionary<string, string> { ["X-Key"] = "k" },
            },
            Expect = new()
            {
                FinalUrl = $"{other.Url}end",
                Body = new() { Matches = "^auth: key:$" },
            },
        };

        var result = await HttpsRuns.RunAsync(check, secrets: _ => "secret-token");

        Assert.Equal((Outcome.Up, (string?)null), (result.Outcome, result.Detail));
        Assert.Equal(2, result.Phases.Count(phase => phase.Name == PhaseNames.Redirect));
        Assert.Equal(3, result.Phases.Count(phase => phase.Name == PhaseNames.FirstByte));
        Assert.Contains(new Measurement(MeasurementNames.RedirectsCount, 2), result.Measurements);
    }

    [Theory]
    [InlineData("/", Reason.UnexpectedStatus, "Redirected more than 2 times")]
    [InlineData("http://127.0.0.1/", Reason.ProtocolError, "which is not https")]
    [InlineData("https://u:p@127.0.0.1/", Reason.ProtocolError, "which is no URL")]
    public async Task A_redirect_that_leads_nowhere_good_is_not_followed(string to, Reason reason, string detail)
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = to;
            return Task.CompletedTask;
        });

        var result = await HttpsRuns.RunAsync(site.Check with { Request = new() { Redirects = 2 } });

        Assert.Equal((Outcome.Down, reason), (result.Outcome, result.Reason));
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, Outcome.Up)]
    [InlineData(false, Outcome.Down)]
    public async Task Who_logs_in_stays_so_from_step_to_step(bool cookies, Outcome outcome)
    {
        var logins = 0;
        await using var site = await TestSite.StartAsync(context =>
        {
            var session = context.Request.Cookies["session"];
            switch (context.Request.Path.Value)
            {
                case "/login":
                    context.Response.Cookies.Append("session", $"session-{++logins}", new() { Path = "/" });
                    context.Response.Redirect("/home");
                    break;
                default:
                    context.Response.StatusCode = session == $"session-{logins}" ? 200 : 403;
                    break;
            }

            return Task.CompletedTask;
        });
        var check = site.Check with
        {
            Cookies = cookies,
            Steps =
            [
                Step(site, "nobody", "/home") with
                {
                    Expect = new() { Status = [403] },
                },
                Step(site, "log in", "/login") with
                {
                    Request = new() { Redirects = 1 },
                },
                Step(site, "home", "/home"),
                Step(site, "as nobody", "/home") with
                {
                    Request = new() { Anonymous = true },
                    Expect = new() { Status = [403] },
                },
            ],
            Cleanup = [Step(site, "log out", "/home")],
        };

        var first = await HttpsRuns.RunAsync(check, evidenceAlways: true);
        var second = await HttpsRuns.RunAsync(check);

        Assert.True(outcome == first.Outcome, first.Detail);
        Assert.Equal(outcome, second.Outcome); // begins as nobody again
        Assert.DoesNotContain("session-1", first.Evidence, StringComparison.Ordinal);
    }

    private static HttpStep Step(
        TestSite site,
        string name,
        string path,
        Dictionary<string, HttpCapture>? captures = null
    ) =>
        new()
        {
            Name = name,
            Url = site.Url.GetLeftPart(UriPartial.Authority) + path,
            Captures = captures ?? [],
        };
}
