using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ringback.Api.Docs;
using Ringback.Model.Access;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api.Docs;

/// <summary>What operators and administrators do is shown by one story, in which each example is tried in its place.</summary>
public sealed partial class OperatorsStoryTests(LabFixture lab) : IAsyncLifetime
{
    private PagedApi _paged = null!;
    private JsonElement _document;

    /// <summary>What is drawn at random, and what is shown in its place.</summary>
    private readonly Dictionary<string, string> _shown = [];

    public async ValueTask InitializeAsync()
    {
        _paged = await PagedApi.StartAsync(lab, Catalog());
        _document = await _paged.Api.Server.GetAsync("/openapi/v1.json");
    }

    public ValueTask DisposeAsync() => _paged.DisposeAsync();

    [Fact]
    public async Task Every_example_of_what_operators_and_administrators_do_is_what_the_api_answers()
    {
        var told = new List<string>();
        ShowKeys();
        await _paged.DeriveAsync(3, 6, Outcome.Down);
        await TellAsync("SendToAlertReceiver");
        await _paged.TellAsync();
        await TellAsync("ListAlertDeliveries", "ListAlertReceivers", "WriteIncidentUpdate", "AddSilence", "EndSilence");
        await TellAsync("GetCatalog", "TryCatalog", "PutCatalog", "ListCatalogVersions", "GetCatalogVersion");
        await TellAsync("RollBackCatalog");
        await TellAsync(
            "AnnounceMaintenance",
            "GetAnnouncement",
            "ChangeMaintenance",
            "EndMaintenance",
            "CancelMaintenance"
        );

        await TellAsync("RunNow");
        await _paged.Api.Centre.IngestAsync([
            [Samples.Result("web", "prague", At(5.5), Outcome.Up, Trigger.Manual)],
        ]);
        await TellAsync("GetRun");
        await _paged.Api.Centre.IngestAsync([Call(1, 5004, 20_000), Call(2, 5006, 20_002, Reason.OneWayMedia)]);
        await TellAsync("GetPorts");

        await TellAsync("CreateKey", "GetKey", "ListKeys", "RotateKey", "RevokeKey");
        await TellAsync("ListAudit");

        Assert.Equal(Operations().Select(each => each.Id).Order(), told.Order());

        async Task TellAsync(params string[] operations)
        {
            foreach (var operation in operations)
            {
                await ShowAsync(operation);
                told.Add(operation);
            }
        }
    }

    private async Task ShowAsync(string id)
    {
        var (_, method, operation) = Operations().Single(each => each.Id == id);
        var status = 0;
        var answer = await ShownExample.HoldAsync(
            id,
            async example =>
            {
                status = example.Status;
                return Show(id, await AskAsync(method, example));
            }
        );
        if (
            answer.ValueKind != JsonValueKind.Null
            && operation
                .GetProperty("responses")
                .GetProperty($"{status}")
                .GetProperty("content")
                .GetProperty("application/json")
                .TryGetProperty("schema", out var schema)
        )
            Assert.Empty(SchemaCheck.Wrongs(answer, schema, _document));
    }

    private async Task<string> AskAsync(string method, ExampleFile example)
    {
        var body = example.Type == "application/json" ? example.Body?.ToJsonString() : (string?)example.Body;
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8);
        if (content is not null)
            content.Headers.ContentType = new MediaTypeHeaderValue(example.Type);
        using var response = await _paged.Api.SendAsync(
            HttpMethod.Parse(method),
            _shown.Aggregate(
                example.Request,
                (path, drawn) => path.Replace(drawn.Value, drawn.Key, StringComparison.Ordinal)
            ),
            _paged.Api.Tokens[Role.Admin],
            content,
            example.IfMatch is { } tag ? [("If-Match", tag)] : []
        );
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            (int)response.StatusCode == example.Status,
            $"{example.Request}: {(int)response.StatusCode} {text}"
        );
        return text;
    }

    /// <summary>Ids and secrets of keys are drawn at random, and stand in the order of that.</summary>
    private string Show(string id, string answer)
    {
        if (id == "CreateKey")
            _shown.Add(JsonElement.Parse(answer).GetProperty("key").GetProperty("id").GetString()!, "c0ffee");

        foreach (var (drawn, shown) in _shown)
            answer = answer.Replace(drawn, shown, StringComparison.Ordinal);

        answer = Secret().Replace(answer, "${key}_SHOWN-ONCE");
        if (id != "ListKeys")
            return answer;

        var listed = JsonNode.Parse(answer)!;
        listed["keys"] = new JsonArray([
            .. listed["keys"]!.AsArray().OrderBy(key => (string)key!["id"]!).Select(key => key!.DeepClone()),
        ]);
        return listed.ToJsonString();
    }

    private void ShowKeys()
    {
        foreach (var (role, token) in _paged.Api.Tokens)
            _shown.Add(token.Split('_')[1], $"{role}".ToLowerInvariant());
    }

    /// <summary>Those that no viewer may ask, and those that nothing can be said of without an operator.</summary>
    private IEnumerable<(string Id, string Method, JsonElement Operation)> Operations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.ValueKind == JsonValueKind.Object && operation.Value.TryGetProperty("operationId", out _)
        let id = operation.Value.GetProperty("operationId").GetString()!
        where
            id is "GetRun" or "GetPorts"
            || (
                operation.Value.TryGetProperty("security", out var needs)
                && (
                    needs.GetRawText().Contains("\"operator\"", StringComparison.Ordinal)
                    || needs.GetRawText().Contains("\"admin\"", StringComparison.Ordinal)
                )
            )
        select (id, operation.Name.ToUpperInvariant(), operation.Value);

    private static Catalog Catalog() =>
        Samples.Catalog(
            Samples.Target("pbx"),
            Samples.Target("web"),
            Samples.Target("echo") with
            {
                Check = new RtpCheck
                {
                    Host = "127.0.0.1",
                    Extension = "600",
                    Ports = new PortRange(5004, 5013),
                },
            }
        );

    private static ProbeResult Call(int minute, int local, int remote, Reason? reason = null) =>
        Samples.Result("echo", "prague", At(minute), reason is null ? Outcome.Up : Outcome.Down) with
        {
            Reason = reason,
            Measurements =
            [
                new Measurement(MeasurementNames.LocalPort, local),
                new Measurement(MeasurementNames.RemotePort, remote),
                new Measurement(MeasurementNames.MediaHeld, reason is null ? 1 : 0),
            ],
        };

    [GeneratedRegex("(?<key>rbk_[a-z0-9]+)_[0-9a-f]{64}")]
    private static partial Regex Secret();
}
