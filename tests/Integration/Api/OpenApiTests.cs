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
