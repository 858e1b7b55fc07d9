using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.Tests.Unit.CatalogFiles.Checks;

public sealed class HttpsReaderTests
{
    [Fact]
    public void Every_setting_of_one_request_is_read()
    {
        var check = Read(
            """
            https:
              url: https://api.example.com/v1?q={{key}}
              method: POST
              headers: { Accept: application/json, X-Key: "{{key}}" }
              secrets: { key: { env: API_KEY } }
              body: '{"a":1}'
              redirects: 2
              auth: { basic: { username: bob, password: { file: /secret } } }
              status: [200, 201]
              contains: ok
              excludes: error
              matches: "v[0-9]+"
              type: application/json
              size: { at_least: 1, at_most: 1000 }
              final_url: https://api.example.com/v2
              response_headers: { Content-Type: { contains: json }, X-Old: { present: false } }
              json: [{ path: $.status, is: ok }, { path: "$.items[*].id", at_least: 1 }, { path: $.items }]
              http_version: 2
              family: ipv6
              cookies: false
              ocsp_staple: required
              ca_file: /ca.pem
              server_name: pbx.example.com
              client_certificate: { certificate: /c.pem, key: /k.pem }
              limits: { first_byte: 500ms, tls: 100ms, total: 2s, certificate_expiry: 30d }
            """
        );

        Assert.Equal("https://api.example.com/v1?q={{key}}", check.Plan.Single().Url);
        Assert.Equal(("POST", 2, "{\"a\":1}"), (check.Request.Method, check.Request.Redirects, check.Request.Body));
        Assert.Equal("{{key}}", check.Request.Headers["X-Key"]);
        Assert.Equal("API_KEY", check.Secrets["key"].Env);
        Assert.Equal("/secret", check.Login?.Basic?.Password.File);
        var expect = check.Expect;
        Assert.Equal([200, 201], expect.Status);
        Assert.Equal(("ok", "error", "v[0-9]+"), (expect.Body.Contains, expect.Body.Excludes, expect.Body.Matches));
        Assert.Equal(("application/json", 1, 1000), (expect.MediaType, expect.LeastSize, expect.MostSize));
        Assert.Equal("https://api.example.com/v2", expect.FinalUrl);
        Assert.Equal(
            [new("Content-Type", new(ComparisonKind.Contains, "json")), new("X-Old", new(ComparisonKind.Absent, ""))],
            expect.Headers
        );
        Assert.Equal(
            [
                new("$.status", new(ComparisonKind.Is, "ok")),
                new("$.items[*].id", new(ComparisonKind.AtLeast, "1")),
                new("$.items", new(ComparisonKind.Present, "")),
            ],
            expect.Body.Json
        );
        Assert.Equal((HttpVersionAsked.Http2, IpFamily.Ipv6), (check.Protocol, check.Family));
        Assert.Equal(("/ca.pem", "pbx.example.com"), (check.Tls.CaFile, check.Tls.ServerName));
        Assert.Equal((false, StapleUse.Required), (check.Cookies, check.Tls.Staple));
        Assert.Equal(new ClientCertificate("/c.pem", "/k.pem"), check.Tls.ClientCertificate);
        Assert.Equal((0.5, 0.1), (check.PhaseLimits["first_byte"].TotalSeconds, check.PhaseLimits["tls"].TotalSeconds));
        Assert.Equal((2.0, 30.0), (check.TotalLimit?.TotalSeconds, check.Tls.CertificateExpiry.TotalDays));
    }

    [Fact]
    public void A_scenario_with_a_token_is_read()
    {
        var check = Read(
            """
            https:
              auth:
                oauth2:
                  token_url: https://auth.example.com/token
                  client_id: monitor
                  client_secret: { env: CLIENT_SECRET }
                  client_in: form
                  user: { username: bob, password: { env: PASSWORD } }
                  scope: read write
                  parameters: { audience: api }
              steps:
                - name: list
                  url: https://api.example.com/things
                  capture: { id: { json: "$[0].id" }, tag: { header: ETag }, n: { matches: "n=([0-9]+)" } }
                - name: one
                  url: https://api.example.com/things/{{id}}
                  anonymous: true
                  status: [200, 401]
              cleanup:
                - { name: end, method: DELETE, url: "https://api.example.com/things/{{id}}" }
            """
        );

        Assert.Equal("https://api.example.com/", check.Url.AbsoluteUri);
        var grant = check.Login!.OAuth2!;
        Assert.Equal(
            ("https://auth.example.com/token", "monitor", "CLIENT_SECRET", true, "bob", "read write", "api"),
            (
                grant.TokenUrl.AbsoluteUri,
                grant.ClientId,
                grant.ClientSecret?.Env,
                grant.ClientInForm,
                grant.User?.Username,
                grant.Scope,
                grant.Parameters["audience"]
            )
        );
        Assert.Equal(["list", "one"], check.Plan.Select(step => step.Name));
        Assert.Equal(
            ("$[0].id", "ETag", "n=([0-9]+)"),
            (
                check.Steps[0].Captures["id"].Json,
                check.Steps[0].Captures["tag"].Header,
                check.Steps[0].Captures["n"].Pattern
            )
        );
        Assert.True(check.Steps[1].Request.Anonymous);
        Assert.Equal("DELETE", check.Cleanup.Single().Request.Method);
    }

    [Theory]
    [InlineData("url: http://a.example.com/", "is no https URL")]
    [InlineData("url: \"https://{{host}}/\"", "what a server answers must not choose whom we ask")]
    [InlineData("url: \"https://a.example.com/{{id}}\"", "uses {{id}}, which is neither a secret nor captured")]
    [InlineData("url: https://a.example.com/, http_version: 3", "HTTP/3 needs QUIC")]
    [InlineData("url: https://a.example.com/, matches: \"(?=x)\"", "looks around or refers back")]
    [InlineData("url: https://a.example.com/, matches: \"(\"", "is no regular expression")]
    [InlineData("url: https://a.example.com/, json: [{ path: x }]", "is no JSONPath: it does not begin with $")]
    [InlineData(
        "url: https://a.example.com/, json: [{ path: $.a, is: 1, at_least: 2 }]",
        "a second comparison beside 'is'"
    )]
    [InlineData("url: https://a.example.com/, method: FETCH", "is not one of GET, HEAD")]
    [InlineData("url: https://a.example.com/, method: GET, body: x", "GET has no body")]
    [InlineData("url: https://a.example.com/, body: x, form: { a: b }", "is given beside 'body'")]
    [InlineData("url: https://a.example.com/, headers: { Authorization: x }", "use 'auth' to log in")]
    [InlineData("url: https://a.example.com/, headers: { \"a b\": x }", "is no name of a header")]
    [InlineData("url: https://a.example.com/, auth: { bearer: token }", "a secret is never written into a catalog")]
    [InlineData("url: https://a.example.com/, auth: {}", "write exactly one of 'basic', 'bearer' and 'oauth2'")]
    [InlineData(
        "url: https://a.example.com/, auth: { oauth2: { token_url: \"https://a.example.com/\", client_id: x } }",
        "client_secret: is missing"
    )]
    [InlineData("url: https://a.example.com/, size: { at_least: 9, at_most: 1 }", "is less than at_least")]
    [InlineData("url: https://a.example.com/, warm: true, method: POST", "makes the request twice")]
    [InlineData("url: https://a.example.com/, type: json", "is no media type")]
    [InlineData("url: https://a.example.com/, response_headers: { X: { type: string } }", "type: is no known key")]
    [InlineData("url: https://a.example.com/, secrets: { Key: { env: X } }", "'Key' is no name")]
    [InlineData(
        "url: https://a.example.com/, steps: [{ name: a, url: \"https://a.example.com/\" }]",
        "is given beside 'steps'"
    )]
    [InlineData("steps: [{ url: \"https://a.example.com/\" }]", "name: is missing")]
    [InlineData(
        "steps: [{ name: a, url: \"https://a.example.com/{{x}}\", capture: { x: { json: $ } } }]",
        "uses {{x}}"
    )]
    [InlineData(
        "steps: [{ name: a, url: \"https://a.example.com/\", capture: { x: { json: $, header: y } } }]",
        "names 2 places"
    )]
    public void Each_mistake_has_its_mend(string settings, string error) =>
        Assert.Contains(
            Catalogs.ErrorsWith("sip: { host: pbx.example.com }", $"https: {{ {settings} }}"),
            text => text.Contains(error, StringComparison.Ordinal)
        );

    [Fact]
    public void A_scenario_has_its_most_steps()
    {
        var steps = string.Join(
            ", ",
            Enumerable
                .Range(0, HttpsCheck.MostSteps + 1)
                .Select(i => $"{{ name: s{i}, url: \"https://a.example.com/\" }}")
        );

        Assert.Contains(
            Catalogs.ErrorsWith("sip: { host: pbx.example.com }", $"https: {{ steps: [{steps}] }}"),
            text => text.Contains("take 20 or fewer", StringComparison.Ordinal)
        );
    }

    private static HttpsCheck Read(string check)
    {
        var indented = check.Replace("\n", "\n    ", StringComparison.Ordinal);
        var reading = Catalogs.Parse(
            Catalogs.Good.Replace("sip: { host: pbx.example.com }", indented, StringComparison.Ordinal)
        );
        Assert.Empty(reading.Errors);
        return Assert.IsType<HttpsCheck>(reading.Catalog!.Targets[0].Check);
    }
}
