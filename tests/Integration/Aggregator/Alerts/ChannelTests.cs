using System.Text.Json;
using Dapr.Client;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Incidents;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>One notice by each way, but mail.</summary>
public sealed class ChannelTests : IDisposable
{
    internal static readonly Instant Since = Instant.From(
        DateTimeOffset.Parse("2026-10-05T12:03:00Z", System.Globalization.CultureInfo.InvariantCulture)
    );

    internal static readonly Notice Down = new(
        "17",
        "incident_opened",
        "incident-4",
        false,
        Urgency.Page,
        "component",
        "calls",
        "Calls \u2713",
        "Calls \u2713 is down",
        "down",
        false,
        "4",
        null,
        Since,
        Since,
        Since + TimeSpan.FromSeconds(70),
        [new Cause<string>("prague", CauseLayer.Sip5xx, Reason.UnexpectedStatus, 3, Since, Since)],
        new Uri("https://status.example.org/#incident-4")
    );

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task PagerDuty_gets_a_trigger_and_a_resolve_under_one_key()
    {
        await using var mailbox = await Mailbox.StartAsync();
        var channel = new PagerDutyChannel(new PagerDutyOptions("pd", mailbox.Url, new Secret("R0UT1NG")), _http);
        await channel.SendAsync(Down, Cancel);
        await channel.SendAsync(Down with { IsOver = true }, Cancel);

        var posts = mailbox.Posts.Select(post => JsonElement.Parse(post.Body)).ToList();
        Assert.Equal(["trigger", "resolve"], posts.Select(post => Text(post, "event_action")));
        Assert.All(posts, post => Assert.Equal("ringback/incident-4", Text(post, "dedup_key")));
        Assert.All(posts, post => Assert.Equal("R0UT1NG", Text(post, "routing_key")));
        var payload = posts[0].GetProperty("payload");
        Assert.Equal("Calls \u2713 is down", Text(payload, "summary"));
        Assert.Equal("critical", Text(payload, "severity"));
        Assert.Equal("unexpected_status", Text(payload, "class"));
        Assert.Equal("calls", Text(payload, "source"));
        Assert.Equal(Since.ToString(), Text(payload, "timestamp"));
    }

    [Fact]
    public async Task PagerDuty_is_told_that_somebody_works_on_it_and_nothing_of_what_it_has_resolved()
    {
        await using var mailbox = await Mailbox.StartAsync();
        var channel = new PagerDutyChannel(new PagerDutyOptions("pd", mailbox.Url, new Secret("R0UT1NG")), _http);
        await channel.SendAsync(Written("identified"), Cancel);
        var said = await channel.SendAsync(Written("resolved") with { IsOver = true }, Cancel);

        Assert.Equal(
            """{"routing_key":"R0UT1NG","event_action":"acknowledge","dedup_key":"ringback/incident-4"}""",
            Assert.Single(mailbox.Posts).Body
        );
        Assert.Equal("not sent: resolved there before", said);
    }

    /// <summary>Somebody wrote to <see cref="Down"/>.</summary>
    internal static Notice Written(string status) =>
        Down with
        {
            Id = "19",
            Kind = "incident_updated",
            Summary = $"Calls, {status}: a line card",
            Update = new IncidentNote(
                1,
                4,
                Since + TimeSpan.FromMinutes(5),
                status,
                "a line card\nhas failed",
                "key:x"
            ),
        };

    [Fact]
    public async Task A_test_of_PagerDuty_is_an_incident_that_is_resolved_at_once()
    {
        await using var mailbox = await Mailbox.StartAsync();
        var test = Notice.Test(new string('x', 300), Since);
        await new PagerDutyChannel(new PagerDutyOptions("pd", mailbox.Url, new Secret("R0UT1NG")), _http).SendAsync(
            test,
            Cancel
        );

        var posts = mailbox.Posts.Select(post => JsonElement.Parse(post.Body)).ToList();
        Assert.Equal(["trigger", "resolve"], posts.Select(post => Text(post, "event_action")));
        Assert.Equal(Text(posts[0], "dedup_key"), Text(posts[1], "dedup_key"));
        Assert.Equal("info", Text(posts[0].GetProperty("payload"), "severity"));
    }

    [Fact]
    public void What_PagerDuty_limits_is_cut_and_no_character_in_two()
    {
        var long_ = Down with { Summary = new string('x', 1023) + "\U0001F4DE", Thread = new string('t', 300) };
        var body = PagerDutyChannel.Body(long_, "R0UT1NG");

        Assert.Equal(new string('x', 1023), (string?)body["payload"]!["summary"]);
        Assert.Equal(255, ((string)body["dedup_key"]!).Length);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(410, true)]
    [InlineData(413, true)]
    [InlineData(422, true)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(429, false)]
    [InlineData(302, false)]
    [InlineData(503, false)]
    public async Task Who_says_that_this_message_is_none_is_not_asked_again(int status, bool isFinal)
    {
        await using var mailbox = await Mailbox.StartAsync();
        var there = new WebhookOptions(
            "hook",
            new Uri(mailbox.Url, $"/status/{status}"),
            new Secret("0123456789abcdef")
        );
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            new WebhookChannel(there, _http, TimeProvider.System).SendAsync(Down, Cancel)
        );

        Assert.Equal(($"answered {status}", isFinal), (refused.Message, refused.IsFinal));
    }

    [Fact]
    public async Task A_subscriber_of_a_sidecars_topic_gets_a_CloudEvent()
    {
        await using var sidecar = await Sidecar.StartAsync();
        using var dapr = sidecar.Client();
        await Bus(dapr).SendAsync(Down, Cancel);

        var got = Assert.Single(sidecar.Delivered);
        Assert.Equal(
            "1.0 17 https://status.example.org/ ringback.incident_opened component/calls application/json incidents",
            $"{got["specversion"]} {got["id"]} {got["source"]} {got["type"]} {got["subject"]} {got["datacontenttype"]} {got["topic"]}"
        );
        Assert.Equal(Since.ToString(), (string?)got["time"]);
        Assert.Equal("incident-4", (string?)got["data"]!["notification"]);
        Assert.Equal("Calls \u2713", (string?)got["data"]!["subject"]!["name"]);
    }

    [Fact]
    public async Task A_sidecar_that_refuses_or_is_away_is_said_to()
    {
        var sidecar = await Sidecar.StartAsync();
        using var dapr = sidecar.Client();
        using var stranger = sidecar.Client("another");

        Assert.Equal("did not take it: Unauthenticated", await RefusalAsync(Bus(stranger)));
        Assert.Equal("did not take it: InvalidArgument", await RefusalAsync(Bus(dapr, "nowhere")));
        Assert.Equal("did not take it: PermissionDenied", await RefusalAsync(Bus(dapr, topic: "others")));
        await sidecar.DisposeAsync();
        Assert.Equal("did not take it: Unavailable", await RefusalAsync(Bus(dapr)));
    }

    private static DaprChannel Bus(DaprClient dapr, string pubSub = Sidecar.PubSub, string topic = Sidecar.Topic) =>
        new(new DaprOptions("bus", pubSub, topic), dapr, new Uri("https://status.example.org/"), TimeProvider.System);

    private static async Task<string> RefusalAsync(DaprChannel channel) =>
        (await Assert.ThrowsAsync<RefusedException>(() => channel.SendAsync(Down, Cancel))).Message;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
