using System.Net;

namespace Ringback.Tests.Integration.Api;

public sealed class ProblemsTests(OutageApi outage) : IClassFixture<OutageApi>
{
    private static readonly string[] Hostile =
    [
        "'; drop table result; --",
        "1 or 1=1",
        "%00",
        "pbx%00",
        "99999999999999999999999999",
        "-1",
        "1e308",
        "NaN",
        "0001-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59-14:00",
        "10000-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "%ff%fe",
        "%ed%a0%80",
        "..%2f..%2fetc%2fpasswd",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "%e2%80%aeevil",
        "",
        "%20",
        "a&from=b",
        "MSAxIDEgcHJhZ3Vl",
        new('9', 4_000),
        new('a', 4_000),
        new('a', 10_000),
    ];

    private static readonly string[] Endpoints =
    [
        "/v1/targets/pbx/results",
        "/v1/targets/pbx/timeline",
        "/v1/targets/pbx/latency",
        "/v1/targets/pbx/quality",
        "/v1/targets/pbx/ports",
        "/v1/targets/pbx/availability",
        "/v1/targets/pbx/missing",
        "/v1/incidents",
        "/v1/maintenance-windows",
        "/v1/availability",
    ];

    private static readonly string[] Parameters =
    [
        "from",
        "to",
        "region",
        "cursor",
        "limit",
        "target",
        "component",
        "status",
        "period",
        "zone",
        "resolution",
    ];

    private readonly ApiServer _api = outage.Server;

    [Fact]
    public async Task No_value_of_a_parameter_breaks_an_answer()
    {
        foreach (var (endpoint, parameter) in Endpoints.SelectMany(e => Parameters.Select(p => (e, p))))
        {
            foreach (var value in Hostile)
            {
                using var response = await _api.Http.GetAsync(
                    $"{endpoint}?{parameter}={value}",
                    TestContext.Current.CancellationToken
                );
                Assert.True(
                    response.StatusCode
                        is HttpStatusCode.OK
                            or HttpStatusCode.BadRequest
                            or HttpStatusCode.RequestUriTooLong,
                    $"{endpoint}?{parameter}={value[..Math.Min(value.Length, 99)]}: {response.StatusCode}"
                );
            }
        }

        Assert.Equal(["66"], await _api.Centre.Database.RowsAsync("select count(*) from result"));
    }

    [Fact]
    public async Task No_id_breaks_an_answer()
    {
        foreach (var id in Hostile.Where(id => id.Length is > 0 and < 5000))
        {
            foreach (
                var rest in new[]
                {
                    "",
                    "/results",
                    "/timeline",
                    "/availability",
                    "/latency",
                    "/quality",
                    "/ports",
                    "/missing",
                }
            )
            {
                using var response = await _api.Http.GetAsync(
                    $"/v1/targets/{id}{rest}",
                    TestContext.Current.CancellationToken
                );
                Assert.True(
                    response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest,
                    $"{id}{rest}: {response.StatusCode}"
                );
            }
        }
    }

    [Theory]
    [InlineData("/v1/targets/pbx/results?from=a&to=b&limit=0&cursor=%21&region=A", "cursor from limit region to")]
    [InlineData("/v1/targets/pbx/missing?from=a&to=b&region=A", "from region to")]
    [InlineData("/v1/targets/pbx/missing?from=2026-09-01T00:00:00Z&region=A", "from region")]
    [InlineData(
        "/v1/incidents?from=a&status=b&cursor=c&target=D&component=E&part_of=F",
        "component cursor from part_of status target"
    )]
    [InlineData("/v1/targets/pbx/timeline?from=2026-10-05T12:00:00Z&to=2026-10-05T12:00:00Z", "from")]
    [InlineData("/v1/targets/pbx/availability?from=2020-01-01T00:00:00Z", "from")]
    [InlineData("/v1/targets/pbx/availability?period=2026-13&zone=Mars/Olympus", "period zone")]
    [InlineData("/v1/targets/pbx/availability?period=2026&from=2026-01-01T00:00:00Z", "period")]
    [InlineData("/v1/targets/pbx/availability?period=2026&resolution=minute", "resolution")]
    [InlineData("/v1/targets/pbx/availability?resolution=week", "resolution")]
    [InlineData("/v1/availability?period=Q4&component=A", "component period")]
    [InlineData("/v1/targets/pbx/latency?resolution=minute", "resolution")]
    [InlineData("/v1/targets/pbx/quality?from=a&zone=b&region=C", "from region zone")]
    public async Task A_bad_request_is_told_every_wrong_parameter(string path, string named)
    {
        var problem = await _api.GetAsync(path, HttpStatusCode.BadRequest);

        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.Equal(named.Split(' '), problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("/v1/targets/nobody", "No such target")]
    [InlineData("/v1/targets/nobody/results", "No such target")]
    [InlineData("/v1/targets/nobody/timeline", "No such target")]
    [InlineData("/v1/targets/nobody/availability", "No such target")]
    [InlineData("/v1/targets/nobody/latency", "No such target")]
    [InlineData("/v1/targets/nobody/quality", "No such target")]
    [InlineData("/v1/targets/nobody/missing", "No such target")]
    [InlineData("/v1/nothing", "Not Found")]
    [InlineData("/nothing", "Not Found")]
    public async Task What_is_not_there_is_a_problem_404(string path, string title) =>
        Assert.Equal(title, (await _api.GetAsync(path, HttpStatusCode.NotFound)).GetProperty("title").GetString());

    [Fact]
    public async Task Nothing_can_be_written()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, "/v1/targets/pbx");
            using var response = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/status.css")]
    [InlineData("/v1/status")]
    [InlineData("/v1/targets/nobody")]
    [InlineData("/v1/incidents?status=x")]
    [InlineData("/nothing")]
    [InlineData("/openapi/v1.json")]
    public async Task Every_answer_forbids_scripts_frames_and_sniffing(string path)
    {
        using var response = await _api.Http.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
    }
}
