using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model.Results;
using Ringback.Store.Access;
using Ringback.Store.Alerts;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>From a verdict in the ledger to those who are called.</summary>
public sealed class AlertsTests(LabFixture lab) : IAsyncLifetime
{
    private const string Key = "a secret of the tests";
    private Centre _centre = null!;
    private Telling _telling = null!;
    private Mailbox _mailbox = null!;

    private WebhookChannel Pager =>
        new(new WebhookOptions("pager", _mailbox.Url, new Secret(Key)), _telling.Http, _centre.Time);

    public async ValueTask InitializeAsync()
    {
        _centre = await Centre.StartAsync(lab, Samples.Catalog());
        _telling = new Telling(_centre);
        _mailbox = await Mailbox.StartAsync();
        _centre.SetTime(At(2.5));
        await _centre.IngestAsync(Runs("pbx", 0, 3), Runs("web", 0, 3));
        await _centre.DeriveAsync();
        await TellAllAsync(); // from here on it is told
    }

    public async ValueTask DisposeAsync()
    {
        _telling.Dispose();
        await _mailbox.DisposeAsync();
        await _centre.DisposeAsync();
    }

    [Fact]
    public async Task An_outage_calls_once_when_it_opens_and_once_when_it_is_over_with_a_signature_that_fits()
    {
        await OutageAsync(3, 6);
        await TellAllAsync();
        await RecoverAsync(6, 9);
        await TellAllAsync();
        await TellAllAsync();

        var posts = _mailbox.Posts.Select(post => (Said: JsonElement.Parse(post.Body), post)).ToList();
        Assert.Equal(
            ["incident_opened component calls down", "incident_closed component calls down"],
            posts.Select(each =>
                $"{Text(each.Said, "kind")} {Text(each.Said.GetProperty("subject"), "kind")} "
                + $"{Text(each.Said.GetProperty("subject"), "id")} {Text(each.Said, "severity")}"
            )
        );
        Assert.Equal(Text(posts[0].Said, "notification"), Text(posts[1].Said, "notification"));
        foreach (var (_, post) in posts)
        {
            var second = long.Parse(post.Signature.Split(['=', ','])[1], CultureInfo.InvariantCulture);
            Assert.Equal(
                WebhookChannel.Sign(Encoding.UTF8.GetBytes(Key), second, Encoding.UTF8.GetBytes(post.Body)),
                post.Signature
            );
        }
    }

    [Fact]
    public async Task Who_refuses_is_told_again_later_and_longer_later_and_in_order()
    {
        _mailbox.Refuse(2);
        await OutageAsync(3, 6);
        await RecoverAsync(6, 9);

        await TellAllAsync();
        await TellAllAsync(); // not due yet
        Assert.Single(_mailbox.Posts);
        _centre.SetTime(At(8.5) + TimeSpan.FromSeconds(1));
        await TellAllAsync();
        _centre.SetTime(At(8.5) + TimeSpan.FromSeconds(2));
        await TellAllAsync();
        Assert.Equal(2, _mailbox.Posts.Count);
        _centre.SetTime(At(8.5) + TimeSpan.FromSeconds(3));
        await TellAllAsync();

        Assert.Equal([false, false, true, true], _mailbox.Posts.Select(post => post.Taken));
        Assert.Equal(
            ["incident_opened", "incident_opened", "incident_opened", "incident_closed"],
            _mailbox.Posts.Select(post => Text(JsonElement.Parse(post.Body), "kind"))
        );
    }

    [Fact]
    public async Task Many_replicas_tell_each_event_once_and_one_that_died_before_it_could_note_it_tells_it_again()
    {
        await OutageAsync(3, 6);
        await RecoverAsync(6, 9);
        await using (var turn = await _telling.Ledger.TryBeginAsync("pager", "webhook", Now, Cancel))
        {
            Assert.NotNull(turn);
            var dying = Notice.Of((await turn.NextAsync(Now, Cancel))!.Event, null, [], null);
            await Pager.SendAsync(dying, Cancel);
            Assert.Null(await _telling.Ledger.TryBeginAsync("pager", "webhook", Now, Cancel));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TellAllAsync()));
        await TellAllAsync();

        Assert.Equal(
            ["incident_opened", "incident_opened", "incident_closed"],
            _mailbox.Posts.Select(post => Text(JsonElement.Parse(post.Body), "kind"))
        );
    }

    [Fact]
    public async Task Who_is_called_is_shown_why_by_region_and_layer_and_where_more_is()
    {
        await OutageAsync(3, 6);
        await TellAllAsync();

        var said = JsonElement.Parse(Assert.Single(_mailbox.Posts).Body);
        Assert.Equal("Calls is down: SIP timeout from brno, frankfurt and prague", Text(said, "summary"));
        Assert.Equal("page", Text(said, "urgency"));
        Assert.Equal($"https://status.example.org/#incident-{Text(said, "incident")}", Text(said, "url"));
        Assert.Equal(
            ["brno sip timeout 3", "frankfurt sip timeout 3", "prague sip timeout 3"],
            said.GetProperty("causes")
                .EnumerateArray()
                .Select(cause =>
                    $"{Text(cause, "region")} {Text(cause, "layer")} {Text(cause, "reason")} {cause.GetProperty("count")}"
                )
        );
    }

    [Fact]
    public async Task Every_try_is_in_the_log_and_a_person_may_test_a_receiver_and_have_an_event_sent_once_more()
    {
        _mailbox.Refuse(1);
        await OutageAsync(3, 6);
        await TellAllAsync();
        var log = new Deliveries(_centre.Database.Source);
        Assert.True(await log.AskAsync("pager", null, Somebody, Now, Cancel));
        await TellAllAsync(); // before the next try is due

        _centre.SetTime(At(5.5) + TimeSpan.FromSeconds(1));
        await TellAllAsync();
        var told = (await log.ReadAsync("pager", null, 10, Cancel))[0].Delivery.Event;
        Assert.True(await log.AskAsync("pager", told, Somebody, Now, Cancel));
        await TellAllAsync();

        Assert.False(await log.AskAsync("nobody", null, Somebody, Now, Cancel));
        Assert.False(await log.AskAsync("pager", 4711, Somebody, Now, Cancel));
        Assert.Equal(
            ["alert.send pager", "alert.send pager"],
            await _centre.Database.RowsAsync("select action, subject from audit order by id")
        );
        Assert.Equal(
            [
                "incident_opened again taken 204 1",
                "incident_opened taken 204 2",
                "test again taken 204 1",
                "incident_opened refused answered 503 1",
            ],
            (await log.ReadAsync("pager", null, 10, Cancel)).Select(each =>
                $"{each.Kind ?? "test"}{(each.Delivery.Asked ? " again" : "")} {each.Delivery.Outcome} {each.Delivery.Answer} {each.Delivery.Try}"
            )
        );
        Assert.Equal(
            ["incident_opened", "test", "incident_opened", "incident_opened"],
            _mailbox.Posts.Select(post => Text(JsonElement.Parse(post.Body), "kind"))
        );
    }

    [Fact]
    public async Task What_was_over_when_it_became_known_calls_nobody()
    {
        _centre.SetTime(At(9.5));
        await _centre.IngestAsync(Runs("pbx", 3, 6, Outcome.Down), Runs("web", 3, 10), Runs("pbx", 6, 10));
        await _centre.DeriveAsync();
        await TellAllAsync();

        Assert.Empty(_mailbox.Posts);
    }

    [Fact]
    public async Task Alertmanager_knows_an_outage_while_it_lasts_and_no_longer()
    {
        var port = await lab.VariableAsync("alertmanager", "LAB_ALERTMANAGER_PORT");
        var receiver = new AlertmanagerOptions("lab", new Uri($"http://127.0.0.1:{port}/"));
        var channel = new AlertmanagerChannel(receiver, _telling.Http, TimeProvider.System); // it goes by the real time
        var teller = _telling.Standing(channel);

        await OutageAsync(3, 6);
        await teller.TellAsync(Cancel);
        await teller.TellAsync(Cancel);
        var during = await ActiveAsync(receiver.Url);
        await RecoverAsync(6, 9);
        await teller.TellAsync(Cancel);
        var afterwards = await ActiveAsync(receiver.Url);

        var alert = Assert.Single(during);
        var labels = alert.GetProperty("labels");
        Assert.Equal(("calls", "critical"), (Text(labels, "component"), Text(labels, "severity")));
        Assert.StartsWith("incident-", Text(labels, "notification"), StringComparison.Ordinal);
        var annotations = alert.GetProperty("annotations");
        Assert.Equal("Calls is down: SIP timeout from brno, frankfurt and prague", Text(annotations, "summary"));
        Assert.Contains("prague: sip, timeout, 3 times", Text(annotations, "description"), StringComparison.Ordinal);
        Assert.StartsWith(
            "https://status.example.org/#incident-",
            Text(alert, "generatorURL"),
            StringComparison.Ordinal
        );
        Assert.StartsWith("2026-10-05T12:03:00", Text(alert, "startsAt"), StringComparison.Ordinal);
        Assert.Empty(afterwards);
    }

    [Fact]
    public async Task An_Alertmanager_has_a_test_button_too_and_what_worsens_is_a_louder_alert()
    {
        var port = await lab.VariableAsync("alertmanager", "LAB_ALERTMANAGER_PORT");
        var receiver = new AlertmanagerOptions("manager", new Uri($"http://127.0.0.1:{port}/"));
        var channel = new AlertmanagerChannel(receiver, _telling.Http, TimeProvider.System);
        var teller = _telling.Standing(channel);
        await _telling.AnswerAsync(channel);
        var log = new Deliveries(_centre.Database.Source);
        Assert.True(await log.AskAsync("manager", null, Somebody, Now, Cancel));
        await _telling.AnswerAsync(channel);

        Assert.Equal(
            "True taken 200",
            Assert.Single(await log.ReadAsync("manager", null, 10, Cancel)) is { Delivery: var sent }
                ? $"{sent.Asked} {sent.Outcome} {sent.Answer}"
                : null
        );
        Assert.Single(await ActiveAsync(receiver.Url, "RingbackTest"));
        Assert.Equal(0, (await log.ReceiversAsync(Cancel)).Single(each => each.Name == "manager").Waiting);

        await OutageAsync(3, 6, Outcome.Degraded);
        await teller.TellAsync(Cancel);
        Assert.Equal(["warning"], await SeveritiesAsync());
        await OutageAsync(6, 9);
        await teller.TellAsync(Cancel);
        Assert.Equal(["critical"], await SeveritiesAsync());
        await RecoverAsync(9, 12);
        await teller.TellAsync(Cancel);
        Assert.Empty(await SeveritiesAsync());

        async Task<IEnumerable<string?>> SeveritiesAsync() =>
            (await ActiveAsync(receiver.Url)).Select(alert => Text(alert.GetProperty("labels"), "severity"));
    }

    private static Actor Somebody => new("key:tests", "tests", null);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Model.Instant Now => Model.Instant.Now(_centre.Time);

    private Task TellAllAsync() => _telling.TellAllAsync(Pager);

    private async Task OutageAsync(int from, int to, Outcome outcome = Outcome.Down)
    {
        _centre.SetTime(At(to - 0.5));
        await _centre.IngestAsync(Runs("pbx", from, to, outcome), Runs("web", from, to));
        await _centre.DeriveAsync();
    }

    private async Task RecoverAsync(int from, int to)
    {
        _centre.SetTime(At(to - 0.5));
        await _centre.IngestAsync(Runs("pbx", from, to), Runs("web", from, to));
        await _centre.DeriveAsync();
    }

    private async Task<List<JsonElement>> ActiveAsync(Uri alertmanager, string name = "RingbackIncident")
    {
        var alerts = await _telling.Http.GetFromJsonAsync<List<JsonElement>>(
            new Uri(alertmanager, "api/v2/alerts?active=true"),
            Cancel
        );
        return [.. alerts!.Where(alert => Text(alert.GetProperty("labels"), "alertname") == name)];
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
