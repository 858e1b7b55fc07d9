using System.Net.Http.Headers;
using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Store.Runs;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Writes;

public sealed class RunNowTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private SecuredApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await SecuredApi.StartAsync(lab);
        await _api.Centre.ApplyAsync(
            Samples.Catalog(
                Samples.Target("pbx"),
                Samples.Target("call") with
                {
                    Check = new SipCheck { Host = "192.0.2.1", Service = SipService.Call },
                },
                Samples.Target("echo") with
                {
                    Check = new SipCheck { Host = "192.0.2.1", Service = SipService.Call },
                },
                Samples.Target("guard") with
                {
                    Interval = TimeSpan.FromHours(2),
                    Check = new SipCheck { Host = "192.0.2.9", Service = SipService.WrongCredentials },
                }
            )
        );
        _api.SetTime(Samples.Noon + TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Results_are_told_as_they_come_and_count_in_no_figure()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/targets/pbx/runs")
        {
            Content = new StringContent(
                """{"regions":["prague","brno"]}""",
                System.Text.Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _api.Tokens[Role.Operator]);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await _api.Server.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)
        );

        Assert.Equal(2, (await NextAsync(lines, "asked")).GetProperty("missing").GetArrayLength());

        var told = new List<(RunRequest Request, string Region)>();
        var ledger = new RunLedger(_api.Centre.Database.Source, _api.Centre.Time);
        Assert.Equal(1, await PublishAsync(ledger, told));
        Assert.Equal(0, await PublishAsync(ledger, told));
        Assert.Equal(["prague", "brno"], told.Select(each => each.Region));
        Assert.All(told, each => Assert.Equal("pbx", each.Request.Target));

        foreach (var (asked, region) in told)
        {
            await _api.Centre.IngestAsync([
                [Samples.Result("pbx", region, asked.At, Outcome.Down, Trigger.Manual)],
            ]);
            Assert.Equal(region, (await NextAsync(lines, "result")).GetProperty("region").GetString());
        }

        var end = await NextAsync(lines, "end");
        Assert.Empty(end.GetProperty("missing").EnumerateArray());
        await _api.Centre.DeriveAsync();
        Assert.DoesNotContain(
            await _api.Centre.StatesAsync("pbx"),
            state => state.EndsWith(" 3", StringComparison.Ordinal)
        );
        Assert.Empty(await _api.Centre.IncidentsAsync());
    }

    [Fact]
    public async Task Who_waits_no_longer_is_told_what_is_missing_and_where_to_look()
    {
        using var response = await AskAsync("pbx", new { }, "?wait=0");
        var location = response.Headers.Location!.ToString();
        var answer = await SecuredApi.JsonAsync(response, 202);
        Assert.Equal(3, answer.GetProperty("missing").GetArrayLength());

        await _api.Centre.IngestAsync([
            [Samples.Result("pbx", "brno", At(answer), Outcome.Up, Trigger.Manual)],
        ]);
        var later = await SecuredApi.JsonAsync(await _api.SendAsync(HttpMethod.Get, location, Role.Viewer), 200);
        Assert.Equal(
            ["frankfurt", "prague"],
            later.GetProperty("missing").EnumerateArray().Select(region => region.GetString()!)
        );
        Assert.Equal("manual", later.GetProperty("results")[0].GetProperty("trigger").GetString());
    }

    [Fact]
    public async Task A_target_is_spared_and_a_call_server_more_so_and_a_guarded_password_most()
    {
        await SecuredApi.JsonAsync(await AskAsync("pbx", new { }), 202);
        using (var again = await AskAsync("pbx", new { }))
        {
            Assert.Equal(TimeSpan.FromSeconds(10), again.Headers.RetryAfter?.Delta);
            await SecuredApi.JsonAsync(again, 429);
        }

        var one = await SecuredApi.JsonAsync(await AskAsync("call", new { }), 202);
        Assert.Equal(1, one.GetProperty("missing").GetArrayLength()); // one call at a time
        await SecuredApi.JsonAsync(await AskAsync("echo", new { }), 429); // the same server
        await SecuredApi.JsonAsync(await AskAsync("echo", new { regions = new[] { "brno", "prague" } }), 400);

        await SecuredApi.JsonAsync(await AskAsync("guard", new { regions = new[] { "brno" } }), 202);
        _api.SetTime(Samples.Noon + TimeSpan.FromMinutes(59));
        await SecuredApi.JsonAsync(await AskAsync("guard", new { regions = new[] { "brno" } }), 429);
        await SecuredApi.JsonAsync(await AskAsync("echo", new { }), 202);
        await SecuredApi.JsonAsync(await AskAsync("pbx", new { }), 202);
    }

    [Theory]
    [InlineData("""{"regions":["nowhere"]}""", "", 400)]
    [InlineData("""{"regions":[]}""", "", 400)]
    [InlineData("{}", "?wait=121", 400)]
    [InlineData("{}", "?wait=-1", 400)]
    public async Task A_mistake_is_named(string body, string query, int status)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Post, $"/v1/targets/pbx/runs{query}", Role.Operator, content),
            status
        );
        await SecuredApi.JsonAsync(
            await _api.SendAsync(HttpMethod.Post, "/v1/targets/nobody/runs", Role.Operator, new { }),
            404
        );
    }

    private static Instant At(JsonElement answer)
    {
        Assert.True(Instant.TryParse(answer.GetProperty("at").GetString(), out var at));
        return at;
    }

    private static Task<int> PublishAsync(RunLedger ledger, List<(RunRequest, string)> told) =>
        ledger.PublishAsync(
            (request, region, _) =>
            {
                told.Add((request, region));
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken
        );

    private Task<HttpResponseMessage> AskAsync(string target, object body, string query = "?wait=0") =>
        _api.SendAsync(HttpMethod.Post, $"/v1/targets/{target}/runs{query}", Role.Operator, body);

    /// <summary>The next event; the clock that the answer polls by goes on until it is there.</summary>
    private async Task<JsonElement> NextAsync(StreamReader lines, string name)
    {
        var kind = "";
        while (true)
        {
            var reading = lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
            while (!reading.IsCompleted)
            {
                await Task.WhenAny(
                    reading,
                    Task.Delay(Poll, TimeProvider.System, TestContext.Current.CancellationToken)
                );
                if (!reading.IsCompleted)
                    _api.Centre.Time.Advance(TimeSpan.FromMilliseconds(200));
            }

            var line = await reading ?? throw new InvalidOperationException("the stream ended");
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                kind = line["event: ".Length..];
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Assert.Equal(name, kind);
                return JsonElement.Parse(line["data: ".Length..]);
            }
        }
    }
}
