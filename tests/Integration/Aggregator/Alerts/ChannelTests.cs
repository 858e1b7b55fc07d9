using System.Text.Json;
using MailKit.Security;
using MimeKit;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>One notice by each way.</summary>
public sealed class ChannelTests(LabFixture lab) : IDisposable
{
    private static readonly Instant Since = Instant.From(
        DateTimeOffset.Parse("2026-10-05T12:03:00Z", System.Globalization.CultureInfo.InvariantCulture)
    );

    private static readonly Notice Down = new(
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
        Since + TimeSpan.FromSeconds(70),
        [new Cause<string>("prague", CauseLayer.Sip5xx, Reason.UnexpectedStatus, 3, Since, Since)],
        new Uri("https://status.example.org/v1/incidents/4")
    );

    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Mail_reaches_a_mail_server_in_words_and_in_one_thread()
    {
        var server = await MailServerAsync();
        var before = Letters();
        var answer = await new MailChannel(server).SendAsync(Down, Cancel);
        await new MailChannel(server).SendAsync(
            Down with
            {
                Id = "18",
                Kind = "incident_closed",
                IsOver = true,
                Summary = "Calls \u2713 has recovered",
            },
            Cancel
        );

        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        var letters = Letters().Except(before).Select(file => MimeMessage.Load(file, Cancel)).ToList();
        var opened = Assert.Single(letters, letter => letter.MessageId == "ringback-17@example.org");
        var closed = Assert.Single(letters, letter => letter.MessageId == "ringback-18@example.org");
        Assert.Equal("[down] Calls \u2713 is down", opened.Subject);
        Assert.Equal("[over] Calls \u2713 has recovered", closed.Subject);
        Assert.Equal(opened.References, closed.References);
        Assert.Equal("auto-generated", opened.Headers["Auto-Submitted"]);
        Assert.Equal(["sre@example.org", "boss@example.org"], opened.To.Mailboxes.Select(to => to.Address));
        Assert.Contains("  prague: sip5xx, unexpected_status, 3 times", opened.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://status.example.org/v1/incidents/4", opened.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_is_away_or_speaks_no_TLS_when_asked_to_refuses()
    {
        var server = await MailServerAsync();
        var away = server with { Port = 1 };

        await Assert.ThrowsAsync<RefusedException>(() => new MailChannel(away).SendAsync(Down, Cancel));
        await Assert.ThrowsAsync<RefusedException>(() =>
            new MailChannel(server with { Security = SecureSocketOptions.StartTls }).SendAsync(Down, Cancel)
        );
    }

    [Fact]
    public async Task PagerDuty_gets_a_trigger_and_a_resolve_under_one_key()
    {
        await using var mailbox = await Mailbox.StartAsync();
        var channel = new PagerDutyChannel(new PagerDutyOptions("pd", mailbox.Url, "R0UT1NG"), _http);
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
    public async Task A_receiver_that_is_gone_for_good_is_not_tried_again()
    {
        await using var mailbox = await Mailbox.StartAsync();
        var moved = new WebhookOptions("hook", new Uri(mailbox.Url, "/gone"), new byte[16]);
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            new WebhookChannel(moved, _http, TimeProvider.System).SendAsync(Down, Cancel)
        );

        Assert.True(refused.IsFinal);
        Assert.Equal("answered 410", refused.Message);
    }

    [Fact]
    public async Task A_topic_of_a_sidecar_gets_a_CloudEvent()
    {
        await using var sidecar = await Sidecar.StartAsync();
        using var dapr = sidecar.Client();
        await new DaprChannel(new DaprOptions("bus", "pubsub", "incidents"), dapr).SendAsync(Down, Cancel);

        var published = Assert.Single(sidecar.Published);
        Assert.Equal(("pubsub", "incidents"), (published.PubSub, published.Topic));
        Assert.Equal("17", published.Metadata["cloudevent.id"]);
        Assert.Equal("ringback.incident_opened", published.Metadata["cloudevent.type"]);
        Assert.Equal("component/calls", published.Metadata["cloudevent.subject"]);
        Assert.Equal("incident-4", Text(JsonElement.Parse(published.Data), "notification"));
    }

    [Fact]
    public async Task A_sidecar_that_is_away_refuses()
    {
        var sidecar = await Sidecar.StartAsync();
        using var dapr = sidecar.Client();
        await sidecar.DisposeAsync();

        await Assert.ThrowsAsync<RefusedException>(() =>
            new DaprChannel(new DaprOptions("bus", "pubsub", "incidents"), dapr).SendAsync(Down, Cancel)
        );
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<MailOptions> MailServerAsync() =>
        new(
            "mail",
            "127.0.0.1",
            int.Parse(
                await lab.VariableAsync("smtp", "LAB_SMTP_PORT"),
                System.Globalization.CultureInfo.InvariantCulture
            ),
            SecureSocketOptions.None,
            null,
            new MailboxAddress("Ringback", "ringback@example.org"),
            [new MailboxAddress("", "sre@example.org"), new MailboxAddress("", "boss@example.org")]
        );

    private List<string> Letters()
    {
        var folder = new DirectoryInfo(Path.Combine(lab.Variables["LAB_SMTP_MAIL"], "new"));
        return folder.Exists ? [.. folder.EnumerateFiles().Select(file => file.FullName)] : [];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
