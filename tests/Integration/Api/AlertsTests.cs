using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model.Access;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Aggregator.Alerts;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>What stands, who was told, and the test button.</summary>
public sealed class AlertsTests(LabFixture lab) : IAsyncLifetime
{
    private SecuredApi _api = null!;
    private Telling _telling = null!;
    private Mailbox _mailbox = null!;

    private WebhookChannel Pager =>
        new(new WebhookOptions("pager", _mailbox.Url, new byte[16]), _telling.Http, _api.Centre.Time);

    public async ValueTask InitializeAsync()
    {
        _api = await SecuredApi.StartAsync(lab);
        _telling = new Telling(_api.Centre);
        _mailbox = await Mailbox.StartAsync();
        _api.Centre.SetTime(At(2.5));
        await _api.Centre.IngestAsync(Runs("pbx", 0, 3), Runs("web", 0, 3));
        await _api.Centre.DeriveAsync();
        await _telling.TellAllAsync(Pager);
    }

    public async ValueTask DisposeAsync()
    {
        await _mailbox.DisposeAsync();
        _telling.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_region_that_is_lost_is_listed_as_long_as_it_is()
    {
        _api.Centre.SetTime(At(10.5));
        await _api.Centre.IngestAsync(
            new[] { "pbx", "web" }.Select(target => Runs(target, 3, 11).Where(result => result.Region != "prague"))
        );
        await _api.Centre.DeriveAsync();
        await _telling.WatchAsync();

        var alert = Assert.Single(
            (await GetAsync("/v1/alerts?standing=true", Role.Viewer)).GetProperty("alerts").EnumerateArray()
        );
        Assert.Equal("vantage_lost", alert.GetProperty("kind").GetString());
        Assert.Equal("prague", alert.GetProperty("subject").GetString());
        Assert.Equal("2026-10-05T12:10:30Z", alert.GetProperty("opened_at").GetString());
        Assert.Empty((await GetAsync("/v1/alerts?standing=false", Role.Viewer)).GetProperty("alerts").EnumerateArray());
    }

    [Fact]
    public async Task A_test_and_an_event_once_more_are_sent_and_logged_with_who_asked()
    {
        _api.Centre.SetTime(At(5.5));
        await _api.Centre.IngestAsync(Runs("pbx", 3, 6, Outcome.Down), Runs("web", 3, 6));
        await _api.Centre.DeriveAsync();
        Assert.Equal(1, await WaitingAsync());
        await _telling.TellAllAsync(Pager);
        Assert.Equal(0, await WaitingAsync());

        var told = Assert.Single(await DeliveriesAsync()).GetProperty("event").GetString();
        Assert.Equal(202, await AskAsync("pager", new { }));
        Assert.Equal(202, await AskAsync("pager", new { @event = told }));
        await _telling.TellAllAsync(Pager);

        Assert.Equal(
            ["incident_opened True taken", " True taken", "incident_opened False taken"],
            (await DeliveriesAsync()).Select(each =>
                $"{each.GetProperty("kind")} {each.GetProperty("asked")} {each.GetProperty("outcome")}"
            )
        );
        Assert.Equal(3, _mailbox.Posts.Count);
        Assert.Equal(404, await AskAsync("nobody", new { }));
        Assert.Equal(404, await AskAsync("pager", new { @event = "4711" }));
        Assert.Equal(400, await AskAsync("pager", new { @event = "all" }));
        var audit = await GetAsync("/v1/audit?action=alert.send", Role.Admin);
        Assert.Equal(2, audit.GetProperty("entries").GetArrayLength());
    }

    private async Task<System.Text.Json.JsonElement> GetAsync(string path, Role role)
    {
        using var response = await _api.SendAsync(HttpMethod.Get, path, role);
        return await SecuredApi.JsonAsync(response, 200);
    }

    private async Task<int> WaitingAsync() =>
        (await GetAsync("/v1/alert-receivers", Role.Operator))
            .GetProperty("receivers")
            .EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == "pager")
            .GetProperty("waiting")
            .GetInt32();

    private async Task<IEnumerable<System.Text.Json.JsonElement>> DeliveriesAsync() =>
        (await GetAsync("/v1/alert-deliveries?receiver=pager", Role.Operator))
            .GetProperty("deliveries")
            .EnumerateArray();

    private async Task<int> AskAsync(string receiver, object body)
    {
        using var response = await _api.SendAsync(
            HttpMethod.Post,
            $"/v1/alert-receivers/{receiver}/deliveries",
            Role.Operator,
            body
        );
        return (int)response.StatusCode;
    }
}
