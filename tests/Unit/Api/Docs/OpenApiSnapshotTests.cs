using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Tests.Unit.Api.Docs;

/// <summary>The document as it was last agreed to: whoever changes it sees whom that breaks, and agrees by <c>make openapi</c>.</summary>
public sealed class OpenApiSnapshotTests : IAsyncLifetime
{
    private static readonly string Snapshot = Path.Combine(Repository.Root, "tests/Unit/Api/Docs/openapi.v1.json");

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private ServedApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await ServedApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_document_is_the_one_that_was_agreed_to()
    {
        var now = JsonNode.Parse(await _api.GetAsync("/openapi/v1.json"))!;
        var text = now.ToJsonString(Written) + "\n";
        if (Environment.GetEnvironmentVariable("RINGBACK_ACCEPT") == "1")
            await File.WriteAllTextAsync(Snapshot, text, TestContext.Current.CancellationToken);

        var before = await File.ReadAllTextAsync(Snapshot, TestContext.Current.CancellationToken);
        var changes = OpenApiChanges.Between(JsonNode.Parse(before)!, now);
        Assert.True(
            before == text,
            $"""
            The OpenAPI document is no longer tests/Unit/Api/Docs/openapi.v1.json. {(
                changes.Any(change => change.Breaks) ? "THIS BREAKS CLIENTS:" : "No client breaks by it:"
            )}
            {string.Join('\n', changes.OrderByDescending(change => change.Breaks).DefaultIfEmpty(new OpenApiChange(false, "words", "of descriptions and examples alone")))}
            'make openapi' takes it as it is now.
            """
        );
    }

    [Fact]
    public async Task Every_operation_says_what_it_is_what_it_takes_and_how_it_fails()
    {
        var document = JsonNode.Parse(await _api.GetAsync("/openapi/v1.json"))!;

        Assert.StartsWith("3.1", (string)document["openapi"]!, StringComparison.Ordinal);
        foreach (var (path, item) in (JsonObject)document["paths"]!)
        {
            foreach (var (method, operation) in (JsonObject)item!)
            {
                var where = $"{method} {path}";
                Assert.False(string.IsNullOrWhiteSpace((string?)operation!["operationId"]), where);
                Assert.False(string.IsNullOrWhiteSpace((string?)operation["summary"]), where);
                Assert.False(string.IsNullOrWhiteSpace((string?)operation["description"]), where);
                foreach (var parameter in operation["parameters"] as JsonArray ?? [])
                {
                    Assert.False(string.IsNullOrWhiteSpace((string?)parameter!["description"]), where);
                    Assert.True(
                        parameter["example"] is not null || IsForFew(operation),
                        $"{where} {parameter["name"]} has no example"
                    );
                    Assert.NotNull(parameter["schema"]!["type"]);
                }

                var responses = (JsonObject)operation["responses"]!;
                Assert.Contains("503", responses.Select(response => response.Key));
                Assert.True(
                    !path.Contains('{') || responses.ContainsKey("404"),
                    $"{where} does not say what is not there"
                );
                foreach (var (status, response) in responses)
                {
                    Assert.False(string.IsNullOrWhiteSpace((string?)response!["description"]), $"{where} {status}");
                    foreach (var (type, content) in response["content"] as JsonObject ?? [])
                    {
                        Assert.True(
                            content!["example"] is not null
                                || !type.EndsWith("json", StringComparison.Ordinal)
                                || type == "application/x-ndjson"
                                || IsForFew(operation),
                            $"{where} {status} {type} has no example"
                        );
                    }
                }
            }
        }
    }

    /// <summary>Their answers name keys and people: none is shown to everybody.</summary>
    private static bool IsForFew(JsonNode operation) =>
        (string?)operation["operationId"] is "GetRun" or "GetPorts" // nobody calls where examples are made
        || operation["security"]?.ToJsonString() is { } needs
            && (
                needs.Contains("admin", StringComparison.Ordinal)
                || needs.Contains("operator", StringComparison.Ordinal)
            );

    [Fact]
    public async Task The_page_shows_every_operation_and_loads_nothing_from_elsewhere()
    {
        var document = JsonNode.Parse(await _api.GetAsync("/openapi/v1.json"))!;
        var page = await _api.GetAsync("/docs");

        foreach (var (path, _) in (JsonObject)document["paths"]!)
            Assert.Contains(path, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            "https://",
            page.Replace("https://tools.ietf.org", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/docs/try/GetTarget?id=pbx", "/v1/targets/pbx")]
    [InlineData("/docs/try/ListResults?id=pbx&from=&limit=2", "/v1/targets/pbx/results?limit=2")]
    [InlineData("/docs/try/GetTarget?id=../../evil%3Fx", "/v1/targets/..%2F..%2Fevil%3Fx")]
    [InlineData("/docs/try/GetTarget?id=//evil.example", "/v1/targets/%2F%2Fevil.example")]
    public async Task A_form_leads_to_the_operation_and_nowhere_else(string form, string expected)
    {
        using var response = await _api.Http.GetAsync(form, TestContext.Current.CancellationToken);

        Assert.Equal(302, (int)response.StatusCode);
        Assert.Equal(expected, response.Headers.Location!.OriginalString);
    }
}
