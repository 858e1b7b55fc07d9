using System.Text.Json.Nodes;

namespace Ringback.Tests.Unit.Api.Docs;

public class OpenApiChangesTests
{
    private const string Document = """
        {"paths":{"/things":{"get":{"operationId":"ListThings",
          "parameters":[{"name":"kind","in":"query","schema":{"type":"string","enum":["a","b"]}}],
          "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}},
                                         "text/csv":{"schema":{"type":"string"}}}}}},
         "post":{"operationId":"AddThing","requestBody":{"content":{"application/json":{"schema":
            {"type":"object","required":["name"],"properties":{"name":{"type":"string"},"size":{"type":"integer"}}}}}},
          "responses":{"201":{}}}}},
         "components":{"schemas":{"Thing":{"type":"object","required":["name","state"],"properties":{
            "name":{"type":"string"},"state":{"type":"string","enum":["up","down"]},
            "parts":{"type":"array","items":{"$ref":"#/components/schemas/Thing"}}}}}}}
        """;

    [Theory]
    [InlineData("\"/things\"", "\"/stuff\"", "GET /things: is gone")]
    [InlineData("\"name\":\"kind\",", "\"name\":\"kind\",\"required\":true,", "'kind': is required now")]
    [InlineData("\"enum\":[\"a\",\"b\"]", "\"enum\":[\"a\"]", "'b' is gone")]
    [InlineData("\"name\":\"kind\"", "\"name\":\"sort\"", "'kind': is gone")]
    [InlineData("\"required\":[\"name\",\"state\"]", "\"required\":[\"name\"]", ".state: may be left out now")]
    [InlineData("\"enum\":[\"up\",\"down\"]", "\"enum\":[\"up\"]", "'down' is gone")]
    [InlineData("\"required\":[\"name\"],", "\"required\":[\"name\",\"size\"],", ".size: is required now")]
    [InlineData("\"size\":{\"type\":\"integer\"}", "\"mass\":{\"type\":\"integer\"}", ".size: is gone")]
    [InlineData("\"state\":{\"type\":\"string\",", "\"state\":{\"type\":[\"string\",\"null\"],", "'null' is new")]
    [InlineData("\"parts\":", "\"bits\":", ".parts: is gone")]
    [InlineData("\"text/csv\"", "\"text/tab\"", "text/csv is gone")]
    [InlineData("\"operationId\":\"ListThings\"", "\"operationId\":\"GetThings\"", "operationId was 'ListThings'")]
    public void What_breaks_a_client_is_said_to(string text, string instead, string expected)
    {
        var changes = Between(Document.Replace(text, instead, StringComparison.Ordinal));

        Assert.Contains(
            changes,
            change => change.Breaks && change.ToString().Contains(expected, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("\"parts\":", "\"colour\":{\"type\":\"string\"},\"parts\":", ".colour: is new")]
    [InlineData("\"enum\":[\"a\",\"b\"]", "\"enum\":[\"a\",\"b\",\"c\"]", "'c' is new")]
    [InlineData("\"size\":", "\"colour\":{\"type\":\"string\"},\"size\":", ".colour: is new")]
    [InlineData("\"paths\":{", "\"paths\":{\"/more\":{\"get\":{}},", "GET /more: is new")]
    [InlineData("\"parameters\":[", "\"parameters\":[{\"name\":\"page\"},", "'page': is new")]
    public void What_breaks_nobody_is_said_too(string text, string instead, string expected)
    {
        var change = Assert.Single(Between(Document.Replace(text, instead, StringComparison.Ordinal)));

        Assert.False(change.Breaks);
        Assert.Contains(expected, change.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_document_is_no_change() => Assert.Empty(Between(Document));

    private static IReadOnlyList<OpenApiChange> Between(string after) =>
        OpenApiChanges.Between(JsonNode.Parse(Document)!, JsonNode.Parse(after)!);
}
