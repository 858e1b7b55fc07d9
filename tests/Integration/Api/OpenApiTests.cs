using System.Text.Json;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api;

public sealed class OpenApiTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync(lab, Samples.Catalog());
        _document = await _api.GetAsync("/openapi/v1.json");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public void Every_endpoint_says_what_it_is_what_it_takes_and_how_it_fails()
    {
        Assert.StartsWith("3.1", _document.GetProperty("openapi").GetString()!, StringComparison.Ordinal);
        var paths = _document.GetProperty("paths").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        Assert.Equal(
            [
                "/v1/alert-deliveries",
                "/v1/alert-receivers",
                "/v1/alert-receivers/{name}/deliveries",
                "/v1/alerts",
                "/v1/audit",
                "/v1/availability",
                "/v1/catalog",
                "/v1/catalog/dry-run",
                "/v1/catalog/rollbacks",
                "/v1/catalog/versions",
                "/v1/catalog/versions/{version}",
                "/v1/incidents",
                "/v1/incidents/{incident}/updates",
                "/v1/keys",
                "/v1/keys/{id}",
                "/v1/keys/{id}/rotations",
                "/v1/maintenance-windows",
                "/v1/maintenance-windows/{id}",
                "/v1/maintenance-windows/{id}/end",
                "/v1/sla",
                "/v1/statements",
                "/v1/statements/{objective}/{period}",
                "/v1/status",
                "/v1/targets",
                "/v1/targets/{id}",
                "/v1/targets/{id}/availability",
                "/v1/targets/{id}/latency",
                "/v1/targets/{id}/missing",
                "/v1/targets/{id}/ports",
                "/v1/targets/{id}/quality",
                "/v1/targets/{id}/results",
                "/v1/targets/{id}/runs",
                "/v1/targets/{id}/runs/{run}",
                "/v1/targets/{id}/timeline",
            ],
            paths.Keys.Order(StringComparer.Ordinal)
        );
        foreach (var (path, item) in paths)
        {
            foreach (var operation in item.EnumerateObject())
                AssertDescribed(path, operation.Value);
        }
    }

    private static void AssertDescribed(string path, JsonElement operation)
    {
        Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
        var parameters = operation.TryGetProperty("parameters", out var listed)
            ? [.. listed.EnumerateArray()]
            : Array.Empty<JsonElement>();
        Assert.All(parameters, parameter => Assert.NotEmpty(parameter.GetProperty("description").GetString()!));
        var statuses = operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToList();
        Assert.Contains(statuses, status => status.StartsWith('2'));
        Assert.Contains("503", statuses);
        if (path.Contains('{'))
            Assert.Contains("404", statuses);
        if (parameters.Any(p => p.GetProperty("in").GetString() == "query"))
            Assert.Contains(statuses, status => status is "400" or "422");
    }

    [Fact]
    public void Instants_are_date_times_ids_are_strings_and_every_member_is_always_there()
    {
        var schemas = _document.GetProperty("components").GetProperty("schemas");
        var incident = schemas.GetProperty("IncidentAnswer");
        var properties = incident.GetProperty("properties");

        Assert.Equal("string", properties.GetProperty("id").GetProperty("type").GetString());
        Assert.Equal(
            properties.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal),
            incident
                .GetProperty("required")
                .EnumerateArray()
                .Select(name => name.GetString()!)
                .Order(StringComparer.Ordinal)
        );
        foreach (var name in new[] { "opened_at", "closed_at", "changed_at" })
        {
            var instant = Resolve(properties.GetProperty(name));
            Assert.Equal("date-time", instant.GetProperty("format").GetString());
            Assert.False(instant.TryGetProperty("properties", out _));
        }

        Assert.Contains("null", properties.GetProperty("closed_at").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Null while open", properties.GetProperty("closed_at").GetRawText(), StringComparison.Ordinal);
        Assert.Contains(
            "is null, never left out",
            _document.GetProperty("info").GetProperty("description").GetString()!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Closed_lists_are_enumerated_as_they_are_written()
    {
        var verdict = Resolve(Property("StatusAnswer", "verdict"));

        Assert.Equal(
            ["unknown", "up", "degraded", "partial", "down", "maintenance"],
            verdict.GetProperty("enum").EnumerateArray().Select(word => word.GetString()!)
        );
    }

    private JsonElement Property(string schema, string name) =>
        _document
            .GetProperty("components")
            .GetProperty("schemas")
            .GetProperty(schema)
            .GetProperty("properties")
            .GetProperty(name);

    /// <summary>A nullable one is either null or what it refers to.</summary>
    private JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var either) ? Resolve(either[1])
        : schema.TryGetProperty("$ref", out var reference)
            ? _document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;
}
