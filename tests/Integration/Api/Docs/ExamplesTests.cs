using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api.Docs;

/// <summary>Every example of the document is tried on the real API: what it shows is what is answered.</summary>
public sealed class ExamplesTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _api = await ExampleLedger.StartAsync(lab);
        _document = await _api.GetAsync("/openapi/v1.json");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_example_is_what_the_api_answers()
    {
        foreach (var (id, _, operation) in Reads())
        {
            var answer = await ShownExample.HoldAsync(
                id,
                async example => (await _api.GetAsync(example.Request)).GetRawText()
            );
            Assert.Empty(SchemaCheck.Wrongs(answer, Schema(operation), _document));
        }
    }

    [Fact]
    public async Task The_example_of_what_is_listened_to_is_told()
    {
        var shown = await ShownExample.HoldAsync(
            "ListenToEvents",
            async example =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, example.Request);
                request.Headers.TryAddWithoutValidation("Last-Event-ID", "0");
                using var response = await _api.Http.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    TestContext.Current.CancellationToken
                );
                var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
                var events = SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken);
                return (await events.FirstAsync(told => told.EventType == "incident_opened")).Data;
            }
        );
        var operation = _document.GetProperty("paths").GetProperty("/v1/events").GetProperty("get");
        var schema = operation
            .GetProperty("responses")
            .GetProperty("200")
            .GetProperty("content")
            .GetProperty("text/event-stream")
            .GetProperty("schema");
        Assert.Empty(SchemaCheck.Wrongs(shown, schema, _document));
    }

    [Fact]
    public async Task Every_example_of_a_parameter_is_taken_and_answered_as_the_document_says()
    {
        var tried = 0;
        foreach (var (id, path, operation) in Reads())
        {
            foreach (var query in Queries(operation))
            {
                var asked = Fill(path, operation) + query;
                var wrongs = SchemaCheck.Wrongs(await _api.GetAsync(asked), Schema(operation, query), _document);
                Assert.True(!wrongs.Any(), $"{id} {asked}: {string.Join("; ", wrongs.Take(5))}");
                tried++;
            }
        }

        Assert.True(tried > 100, $"only {tried} requests were made");
    }

    [Fact]
    public async Task Every_form_that_is_named_is_answered()
    {
        foreach (var (id, path, operation) in Reads())
        {
            foreach (var type in Content(operation).EnumerateObject().Select(each => each.Name))
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, Fill(path, operation));
                request.Headers.Accept.ParseAdd(type);
                using var response = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);

                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{id} as {type}: {response.StatusCode}");
                Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
                var length = (
                    await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
                ).Length;
                Assert.True(length > 0 || type == "application/x-ndjson", $"{id} as {type}: nothing"); // no row, no line
            }
        }
    }

    [Fact]
    public async Task Every_error_that_is_named_is_answered_as_it_is_shown()
    {
        foreach (var (id, path, operation) in Reads())
        {
            var responses = operation.GetProperty("responses");
            if (responses.TryGetProperty("404", out var missing))
                await HoldAsync(
                    path.Replace("{id}", "nobody", StringComparison.Ordinal),
                    HttpStatusCode.NotFound,
                    missing
                );

            var parameter = Parameters(operation).Any(p => Text(p, "name") == "from") ? "from" : "fields";
            await HoldAsync(
                $"{Fill(path, operation)}?{parameter}=nonsense",
                HttpStatusCode.BadRequest,
                responses.GetProperty("400")
            );
            Assert.True(responses.TryGetProperty("503", out _), id);
        }

        async Task HoldAsync(string asked, HttpStatusCode status, JsonElement response)
        {
            var shown = response.GetProperty("content").GetProperty("application/problem+json").GetProperty("example");
            var answer = await _api.GetAsync(
                asked
                    .Replace("{objective}", "nobody", StringComparison.Ordinal)
                    .Replace("{period}", "2026-10", StringComparison.Ordinal)
                    .Replace("{incident}", "4711", StringComparison.Ordinal)
                    .Replace("{silence}", "4711", StringComparison.Ordinal),
                status
            );
            Assert.Equal(Text(shown, "title"), Text(answer, "title"));
            Assert.Equal(Text(shown, "type"), Text(answer, "type"));
            Assert.Equal(shown.GetProperty("status").GetInt32(), answer.GetProperty("status").GetInt32());
        }
    }

    [Fact]
    public async Task An_answer_that_the_client_has_is_not_sent_again()
    {
        foreach (var (id, path, operation) in Reads())
        {
            using var first = await _api.Http.GetAsync(Fill(path, operation), TestContext.Current.CancellationToken);
            using var again = new HttpRequestMessage(HttpMethod.Get, Fill(path, operation));
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var second = await _api.Http.SendAsync(again, TestContext.Current.CancellationToken);

            Assert.True(second.StatusCode == HttpStatusCode.NotModified, $"{id}: {second.StatusCode}");
            Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        }
    }

    /// <summary>Operations that anybody may ask, and that have JSON for an answer.</summary>
    private IEnumerable<(string Id, string Path, JsonElement Operation)> Reads() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Name == "get" && IsForViewers(operation.Value)
        where Text(operation.Value, "operationId") is not ("GetRun" or "GetPorts") // nobody calls here, they are of the story of operators
        where Content(operation.Value).TryGetProperty("application/json", out _)
        select (Text(operation.Value, "operationId"), path.Name, operation.Value);

    private static bool IsForViewers(JsonElement operation) =>
        !operation.TryGetProperty("security", out var needs)
        || needs.GetArrayLength() == 0
        || needs.GetRawText().Contains("\"viewer\"", StringComparison.Ordinal);

    /// <summary>No parameter, each alone, and those that need another with it.</summary>
    private static IEnumerable<string> Queries(JsonElement operation)
    {
        var query = Parameters(operation)
            .Where(p => Text(p, "in") == "query")
            .ToDictionary(p => Text(p, "name"), p => Uri.EscapeDataString(p.GetProperty("example").ToString()));
        yield return "";
        foreach (var (name, value) in query)
        {
            var beside = name switch
            {
                "from" => $"&to={query["to"]}",
                "to" => $"&from={query["from"]}",
                "zone" when query.TryGetValue("period", out var period) => $"&period={period}",
                _ => "",
            };
            yield return $"?{name}={value}{beside}";
        }
    }

    /// <summary>With <c>fields</c> members are left out, which is what it is for.</summary>
    private static JsonElement Schema(JsonElement operation, string query = "") =>
        query.Contains("fields=", StringComparison.Ordinal)
            ? JsonElement.Parse("{}")
            : Content(operation).GetProperty("application/json").GetProperty("schema");

    private static JsonElement Content(JsonElement operation) =>
        operation.GetProperty("responses").TryGetProperty("200", out var ok)
        && ok.TryGetProperty("content", out var content)
            ? content
            : JsonElement.Parse("{}");

    private static string Fill(string path, JsonElement operation) =>
        Parameters(operation)
            .Where(p => Text(p, "in") == "path")
            .Aggregate(
                path,
                (filled, p) =>
                    filled.Replace(
                        $"{{{Text(p, "name")}}}",
                        p.GetProperty("example").ToString(),
                        StringComparison.Ordinal
                    )
            );

    private static List<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var listed) ? [.. listed.EnumerateArray()] : [];

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
