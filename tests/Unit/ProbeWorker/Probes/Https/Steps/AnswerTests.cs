using Microsoft.AspNetCore.Http;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https.Steps;

/// <summary>Each assertion, held and broken, against one answer of a real server.</summary>
public sealed class AnswerTests
{
    private const string Body = """{"status":"ok","version":3,"ready":true,"items":[{"id":1},{"id":2}],"none":null}""";

    public static TheoryData<string, HttpExpectation, string?> Expectations =>
        new()
        {
            {
                "status",
                new() { Status = [201] },
                "Answered 200 OK, expected 201."
            },
            { "contains", Of(new() { Contains = "status" }), null },
            { "contains not", Of(new() { Contains = "missing" }), "The body does not contain 'missing'." },
            { "excludes", Of(new() { Excludes = "error" }), null },
            { "excludes not", Of(new() { Excludes = "ok" }), "The body contains 'ok'." },
            { "matches", Of(new() { Matches = "\"version\":\\d+" }), null },
            { "matches not", Of(new() { Matches = "^version" }), "The body does not match '^version'." },
            {
                "type",
                new() { MediaType = "application/json" },
                null
            },
            {
                "type not",
                new() { MediaType = "text/html" },
                "The body is of type application/json, expected text/html."
            },
            {
                "size",
                new() { LeastSize = 10, MostSize = 100 },
                null
            },
            {
                "small",
                new() { LeastSize = 1000 },
                "The body has 80 bytes, expected 1000 or more."
            },
            {
                "large",
                new() { MostSize = 10 },
                "The body has 80 bytes, expected 10 or less."
            },
            { "header", Header("x-tag", ComparisonKind.Matches, "^v[0-9]$"), null },
            { "header is", Header("X-Tag", ComparisonKind.Is, "v2"), "The header X-Tag, 'v1', is not 'v2'." },
            { "no header", Header("X-None", ComparisonKind.Present, ""), "There is no header X-None." },
            { "absent", Header("X-None", ComparisonKind.Absent, ""), null },
            {
                "absent not",
                Header("X-Tag", ComparisonKind.Absent, ""),
                "The header X-Tag, 'v1', should not be there."
            },
            { "json is", Json("$.status", ComparisonKind.Is, "ok"), null },
            { "json number", Json("$.version", ComparisonKind.Is, "3.0"), null },
            { "json flag", Json("$.ready", ComparisonKind.Is, "true"), null },
            { "json null", Json("$.none", ComparisonKind.Type, "null"), null },
            { "json not", Json("$.status", ComparisonKind.Is, "bad"), "What is at $.status, \"ok\", is not 'bad'." },
            {
                "json all",
                Json("$.items[*].id", ComparisonKind.AtMost, "1"),
                "What is at $.items[*].id, 2, is not 1 or less."
            },
            {
                "json few",
                Json("$.items", ComparisonKind.ItemsAtLeast, "3"),
                "What is at $.items, [{\"id\":1},{\"id\":2}], has 2 items, expected 3 or more."
            },
            {
                "json type",
                Json("$.items", ComparisonKind.Type, "object"),
                "What is at $.items, [{\"id\":1},{\"id\":2}], is no object."
            },
            { "json none", Json("$.other", ComparisonKind.Present, ""), "There is nothing at $.other." },
            { "json absent", Json("$.other", ComparisonKind.Absent, ""), null },
            { "json filter", Json("$.items[?@.id == 2].id", ComparisonKind.Is, "2"), null },
        };

    [Theory]
    [MemberData(nameof(Expectations))]
    public async Task Each_assertion_says_what_is_wrong(string name, HttpExpectation expected, string? objection)
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.Headers["X-Tag"] = "v1";
            context.Response.ContentType = "application/json; charset=utf-8";
            return context.Response.WriteAsync(Body);
        });

        var result = await HttpsRuns.RunAsync(site.Check with { Expect = expected });

        Assert.True(result.Detail == objection, $"{name}: {result.Detail}");
        Assert.Equal(objection is null ? Outcome.Up : Outcome.Down, result.Outcome);
    }

    [Theory]
    [InlineData(PhaseNames.FirstByte)]
    [InlineData("total")]
    public async Task What_takes_too_long_is_degraded(string what)
    {
        await using var site = await TestSite.StartAsync(async context =>
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, context.RequestAborted)
        );
        var most = TimeSpan.FromMilliseconds(20);
        var check =
            what == "total"
                ? site.Check with
                {
                    TotalLimit = most,
                }
                : site.Check with
                {
                    PhaseLimits = new Dictionary<string, TimeSpan> { [what] = most },
                };

        var result = await HttpsRuns.RunAsync(check);

        Assert.Equal((Outcome.Degraded, Reason.DelayExceeded), (result.Outcome, result.Reason));
        Assert.EndsWith("longer than 0.02 s.", result.Detail, StringComparison.Ordinal);
    }

    private static HttpExpectation Of(TextExpectation body) => new() { Body = body };

    private static HttpExpectation Header(string name, ComparisonKind kind, string operand) =>
        new() { Headers = [new(name, new(kind, operand))] };

    private static HttpExpectation Json(string path, ComparisonKind kind, string operand) =>
        Of(new() { Json = [new(path, new(kind, operand))] });
}
