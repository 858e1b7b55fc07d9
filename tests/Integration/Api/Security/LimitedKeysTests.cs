using System.Text.Json;
using System.Text.RegularExpressions;
using Ringback.Model.Access;
using Ringback.Model.Alerts;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Store.Access;
using Ringback.Store.Alerts;
using Ringback.Tests.Integration.Api.Docs;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api.Security;

/// <summary>
/// What a key that is limited to components can reach of another's. <c>calls</c> has pbx and web, watched from Frankfurt and Prague; <c>meetings</c>
/// has rooms, watched from Brno.
/// </summary>
public sealed partial class LimitedKeysTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly TimeSpan Later = TimeSpan.FromDays(33);

    /// <summary>Of calls, and nothing that an answer says otherwise.</summary>
    private static readonly string[] OfCalls =
    [
        "pbx",
        "web",
        "\"calls\"",
        "calls-month",
        "prague",
        "frankfurt",
        "cabling",
        "New cables",
        "of calls",
    ];

    private SecuredApi _api = null!;
    private string _incident = "";

    public async ValueTask InitializeAsync()
    {
        _api = await SecuredApi.StartAsync(lab, catalog: TwoComponents.Catalog);
        var centre = _api.Centre;
        centre.SetTime(At(10.5));
        await centre.IngestAsync(
            Runs("pbx", 0, 3),
            Runs("pbx", 3, 6, Outcome.Down),
            Runs("pbx", 6, 11),
            Runs("rooms", 0, 3, Outcome.Down),
            Runs("rooms", 3, 11)
        );
        await centre.DeriveAsync();
        centre.SetTime(At(0) + Later);
        await ExampleLedger.WriteStatementsAsync(centre);
        _api.Tokens[Role.Admin] = (await KeyAsync(Role.Admin)).Reveal();
        foreach (var component in new[] { "calls", "meetings" })
        {
            var id = component == "calls" ? "cabling" : "painting";
            await DoneAsync(
                HttpMethod.Post,
                "/v1/maintenance-windows",
                Work(id, component, component == "calls" ? "New cables" : "New paint")
            );
            await DoneAsync(HttpMethod.Post, "/v1/silences", Silence(component));
        }

        await new KnownAlerts(centre.Database.Source).TrySettleAsync(
            _ => Task.FromResult<IReadOnlyList<Alert>>([Expiring("pbx"), Expiring("rooms")]),
            At(0) + Later,
            TestContext.Current.CancellationToken
        );
        var incidents = await ReadAsync("/v1/incidents?target=pbx&from=2026-10-01T00:00:00Z", Role.Admin);
        _incident = incidents.GetProperty("incidents")[0].GetProperty("id").GetString()!;
        await DoneAsync(
            HttpMethod.Post,
            $"/v1/incidents/{_incident}/updates",
            new { status = "resolved", body = "of calls" }
        );
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_operation_of_the_document_refuses_it_or_keeps_to_what_it_is_limited_to()
    {
        var others = await KeyAsync(Role.Operator, "meetings");
        var owners = (await KeyAsync(Role.Operator, "calls")).Reveal();
        var document = await _api.Server.GetAsync("/openapi/v1.json");
        var said = new List<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (
                var operation in path
                    .Value.EnumerateObject()
                    .Where(each => each.Value.TryGetProperty("security", out var needs) && needs.GetArrayLength() > 0)
            )
            {
                var id = operation.Value.GetProperty("operationId").GetString()!;
                var method = new HttpMethod(operation.Name.ToUpperInvariant());
                var word = operation.Value.GetProperty("x-limited-keys").GetString()!;
                said.Add(word);
                var asked = Parameter().Replace(path.Name, match => OfTheirs(match.Value, path.Name));
                var (status, body) = await TryAsync(method, asked, id, others.Reveal());
                if (method == HttpMethod.Get && word == "filtered")
                {
                    Assert.True(status is 200 or 403 or 404, $"{id}: {status} {body}");
                    Assert.DoesNotContain(
                        OfCalls,
                        text => body.Contains(text, StringComparison.Ordinal) && status == 200
                    );
                    var (own, all) = await TryAsync(method, asked, id, owners);
                    Assert.True(
                        own == 200 && OfCalls.Any(text => all.Contains(text, StringComparison.Ordinal)),
                        $"{id} tells the owner nothing: {own} {all}"
                    );
                }
                else
                {
                    Assert.True(
                        status == 403 || (word == "filtered" && status == 404),
                        $"{id}, {word}, of another's: {status} {body}"
                    );
                }

                if (word == "of_its_targets" && method == HttpMethod.Get)
                {
                    var (own, _) = await TryAsync(method, asked, id, owners);
                    Assert.True(own is 200 or 404, $"{id}: {own}");
                }
            }
        }

        Assert.Equal(["filtered", "of_its_targets", "refused"], said.Distinct().Order());
        var done = await ReadAsync($"/v1/audit?actor=key:{others.Id}", Role.Admin);
        Assert.Equal(0, done.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task It_silences_what_is_its_own_and_no_whole_kind()
    {
        var key = (await KeyAsync(Role.Operator, "meetings")).Reveal();
        var target = await SendAsync(
            HttpMethod.Post,
            "/v1/silences",
            new
            {
                target = "rooms",
                until = Until,
                reason = "paint",
            },
            key,
            201
        );
        await SendAsync(
            HttpMethod.Post,
            "/v1/silences",
            new
            {
                kind = "vantage_lost",
                until = Until,
                reason = "all",
            },
            key,
            403
        );
        await SendAsync(
            HttpMethod.Post,
            "/v1/silences",
            new
            {
                target = "pbx",
                until = Until,
                reason = "theirs",
            },
            key,
            403
        );

        var listed = await SendAsync(HttpMethod.Get, "/v1/silences", null, key, 200);

        Assert.Equal(2, listed.GetProperty("silences").GetArrayLength());
        await SendAsync(HttpMethod.Delete, $"/v1/silences/{target.GetProperty("id").GetString()}", null, key, 200);
    }

    [Fact]
    public async Task Work_on_another_component_that_takes_out_a_target_of_its_own_is_told_by_that_target()
    {
        await _api.Centre.ApplyAsync(
            TwoComponents.Catalog with
            {
                Components =
                [
                    new Component("calls", "Calls", null, ["pbx", "web", "rooms"]),
                    new Component("meetings", "Meetings", null, ["rooms"]),
                ],
            }
        );
        var key = (await KeyAsync(Role.Viewer, "meetings")).Reveal();

        var listed = await SendAsync(HttpMethod.Get, "/v1/maintenance-windows", null, key, 200);

        var cabling = listed
            .GetProperty("maintenance_windows")
            .EnumerateArray()
            .First(each => each.GetProperty("id").GetString() == "cabling");
        var span = cabling.GetProperty("occurrences")[0];
        Assert.Equal("[\"rooms\"]", span.GetProperty("targets").GetRawText());
        Assert.Equal("[]", span.GetProperty("components").GetRawText());
    }

    private static string Until => (At(60) + Later).ToString();

    private static Alert Expiring(string target) =>
        new(new AlertKey(AlertKinds.CertificateExpiring, "target", target), Urgency.Ticket, target, "soon");

    private static object Work(string id, string component, string title) =>
        new
        {
            id,
            title,
            from = (At(30) + Later).ToString(),
            to = (At(40) + Later).ToString(),
            components = new[] { component },
        };

    private static object Silence(string component) =>
        new
        {
            component,
            until = Until,
            reason = $"of {component}",
        };

    /// <summary>What each write would change of calls; a new one that handlers limit themselves wants a line here.</summary>
    private static object? Body(string operation) =>
        operation switch
        {
            "AnnounceMaintenance" => Work("more", "calls", "More"),
            "ChangeMaintenance" => Work("cabling", "calls", "Changed"),
            "AddSilence" => Silence("calls"),
            "WriteIncidentUpdate" => new { status = "resolved", body = "seen" },
            "TryCatalog" or "PutCatalog" => new StringContent("regions: []", null, "application/yaml"),
            _ => null,
        };

    private static string OfTheirs(string parameter, string path) =>
        parameter switch
        {
            "{id}" when path.StartsWith("/v1/maintenance-windows", StringComparison.Ordinal) => "cabling",
            "{id}" => "pbx",
            "{objective}" => "calls-month",
            "{period}" => "2026-10",
            _ => "1",
        };

    private async Task<(int Status, string Body)> TryAsync(
        HttpMethod method,
        string path,
        string operation,
        string token
    )
    {
        using var response = await _api.SendAsync(
            method,
            path.Replace("/v1/incidents/1/", $"/v1/incidents/{_incident}/", StringComparison.Ordinal),
            token,
            method == HttpMethod.Get ? null : Body(operation) ?? new { },
            ("If-Match", "\"1\""),
            ("Last-Event-ID", "0")
        );
        return (
            (int)response.StatusCode,
            operation == "ListenToEvents" && response.IsSuccessStatusCode
                ? await OpenAnswer.HeardAsync(response)
                : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    private Task<KeyToken> KeyAsync(Role role, params string[] components) =>
        _api.KeyAsync(role, At(0) + (2 * Later), components);

    private Task<JsonElement> DoneAsync(HttpMethod method, string path, object body) =>
        SendAsync(method, path, body, _api.Tokens[Role.Admin], 201);

    private async Task<JsonElement> SendAsync(
        HttpMethod method,
        string path,
        object? body,
        string token,
        int expected
    ) => await SecuredApi.JsonAsync(await _api.SendAsync(method, path, token, body), expected);

    private Task<JsonElement> ReadAsync(string path, Role role) =>
        SendAsync(HttpMethod.Get, path, null, _api.Tokens[role], 200);

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Parameter();
}
