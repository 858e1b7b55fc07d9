using Ringback.Model.Access;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>What stands, who was told, and the test button.</summary>
public sealed class AlertsTests(LabFixture lab) : IAsyncLifetime
{
    private PagedApi _paged = null!;

    public async ValueTask InitializeAsync() => _paged = await PagedApi.StartAsync(lab);

    public ValueTask DisposeAsync() => _paged.DisposeAsync();

    [Fact]
    public async Task A_region_that_is_lost_is_listed_as_long_as_it_is()
    {
        _paged.Api.Centre.SetTime(At(10.5));
        await _paged.Api.Centre.IngestAsync(
            new[] { "pbx", "web" }.Select(target => Runs(target, 3, 11).Where(result => result.Region != "prague"))
        );
        await _paged.Api.Centre.DeriveAsync();
        await _paged.Telling.WatchAsync();

        var alert = Assert.Single(
            (await _paged.GetAsync("/v1/alerts?standing=true", Role.Viewer)).GetProperty("alerts").EnumerateArray()
        );
        Assert.Equal("vantage_lost", alert.GetProperty("kind").GetString());
        Assert.Equal("prague", alert.GetProperty("subject").GetString());
        Assert.Equal("2026-10-05T12:10:30Z", alert.GetProperty("opened_at").GetString());
        Assert.Empty(
            (await _paged.GetAsync("/v1/alerts?standing=false", Role.Viewer)).GetProperty("alerts").EnumerateArray()
        );
    }

    [Fact]
    public async Task A_test_and_an_event_once_more_are_sent_and_logged_with_who_asked()
    {
        await _paged.DeriveAsync(3, 6, Outcome.Down);
        Assert.Equal(1, await WaitingAsync());
        await _paged.TellAsync();
        Assert.Equal(0, await WaitingAsync());

        var told = Assert.Single(await _paged.DeliveriesAsync()).GetProperty("event").GetString();
        Assert.Equal(202, await AskAsync("pager", new { }));
        Assert.Equal(202, await AskAsync("pager", new { @event = told }));
        await _paged.TellAsync();

        Assert.Equal(
            ["incident_opened True taken", " True taken", "incident_opened False taken"],
            (await _paged.DeliveriesAsync()).Select(each =>
                $"{each.GetProperty("kind")} {each.GetProperty("asked")} {each.GetProperty("outcome")}"
            )
        );
        Assert.Equal(3, _paged.Posts.Count);
        Assert.Equal(404, await AskAsync("nobody", new { }));
        Assert.Equal(404, await AskAsync("pager", new { @event = "4711" }));
        Assert.Equal(400, await AskAsync("pager", new { @event = "all" }));
        var audit = await _paged.GetAsync("/v1/audit?action=alert.send", Role.Admin);
        Assert.Equal(2, audit.GetProperty("entries").GetArrayLength());
    }

    private async Task<int> WaitingAsync() =>
        (await _paged.GetAsync("/v1/alert-receivers", Role.Operator))
            .GetProperty("receivers")
            .EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == "pager")
            .GetProperty("waiting")
            .GetInt32();

    private async Task<int> AskAsync(string receiver, object body)
    {
        using var response = await _paged.Api.SendAsync(
            HttpMethod.Post,
            $"/v1/alert-receivers/{receiver}/deliveries",
            Role.Operator,
            body
        );
        return (int)response.StatusCode;
    }
}
