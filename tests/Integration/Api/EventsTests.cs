using System.Net.ServerSentEvents;
using System.Text.Json;
using Ringback.Model.Alerts;
using Ringback.Store.Alerts;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

public sealed class EventsTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiServer.StartAsync(lab, Samples.Catalog());

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Who_listens_hears_of_an_outage_as_it_becomes_known_and_who_comes_again_misses_nothing()
    {
        await using var events = await ListenAsync("/v1/events?target=pbx", null);
        Assert.Equal("ready", (await NextAsync(events)).EventType);

        await _api.Centre.SeedOutageAsync();

        // It takes breath between two readings, by a clock that somebody has to move.
        using var done = new CancellationTokenSource();
        var clock = TickAsync(done.Token);
        var heard = new List<SseItem<string>>();
        while (heard.All(each => each.EventType != "incident_opened"))
        {
            if ((await NextAsync(events)) is { EventType: not "beat" } told)
                heard.Add(told);
        }

        await done.CancelAsync();
        await clock;
        var opened = heard.First(each => each.EventType == "incident_opened");
        var body = JsonElement.Parse(opened.Data);
        Assert.Equal("pbx", body.GetProperty("target").GetString());
        Assert.Equal(At(3).ToString(), body.GetProperty("at").GetString());
        Assert.Equal(opened.EventId, body.GetProperty("id").GetString());

        await using var again = await ListenAsync("/v1/events?target=pbx", heard[0].EventId);
        await NextAsync(again);
        Assert.Equal(heard[1].EventId, (await NextAsync(again)).EventId);
    }

    [Fact]
    public async Task An_alert_says_which_it_is_and_of_what()
    {
        await using var events = await ListenAsync("/v1/events?target=pbx", null);
        await NextAsync(events);
        var key = new AlertKey(AlertKinds.CertificateExpiring, "target", "pbx");
        await new KnownAlerts(_api.Centre.Database.Source).TrySettleAsync(
            _ => Task.FromResult<IReadOnlyList<Alert>>([new Alert(key, Urgency.Ticket, "pbx", "soon")]),
            At(0),
            TestContext.Current.CancellationToken
        );

        var told = await NextAsync(events);
        Assert.Equal("alert_opened", told.EventType);
        Assert.Equal(
            "pbx 1",
            JsonElement.Parse(told.Data) is var said ? $"{said.GetProperty("target")} {said.GetProperty("alert")}" : ""
        );
    }

    [Fact]
    public async Task What_is_no_id_of_an_event_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", "yesterday");
        using var response = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
    }

    private async Task TickAsync(CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            _api.Centre.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<IAsyncEnumerator<SseItem<string>>> ListenAsync(string path, string? heard)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (heard is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", heard);
        var response = await _api.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        return SseParser
            .Create(body)
            .EnumerateAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return events.Current;
    }
}
