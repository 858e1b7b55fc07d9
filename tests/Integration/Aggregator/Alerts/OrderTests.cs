using System.Text.Json;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Store.Alerts;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>Receivers that do not take everything: what waits, for whom, and how often they are asked.</summary>
public sealed class OrderTests(LabFixture lab) : IAsyncLifetime
{
    private Centre _centre = null!;
    private Telling _telling = null!;
    private Mailbox _mailbox = null!;

    private WebhookChannel Pager =>
        new(new WebhookOptions("pager", _mailbox.Url, new Secret("a secret of tests")), _telling.Http, _centre.Time);

    public async ValueTask InitializeAsync()
    {
        _centre = await Centre.StartAsync(lab, Samples.Catalog());
        _telling = new Telling(_centre);
        _mailbox = await Mailbox.StartAsync();
        await TellAllAsync(); // from here on it is told
    }

    public async ValueTask DisposeAsync()
    {
        _telling.Dispose();
        await _mailbox.DisposeAsync();
        await _centre.DisposeAsync();
    }

    [Fact]
    public async Task What_one_alert_is_refused_of_holds_back_its_own_end_and_nothing_else()
    {
        _mailbox.Refuses = body => body.Contains("bad", StringComparison.Ordinal);
        await StandAsync("bad", "good");
        await TellAllAsync();
        await EndAllAsync();
        await TellForAsync(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(10));
        await StandAsync("other");
        await TellForAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10));

        Assert.Equal(["good opened", "good closed", "other opened"], Said(taken: true));
        Assert.Equal(["bad opened"], Said(taken: false).Distinct());
        Assert.Equal(2, (await ReceiverAsync()).Waiting);

        _mailbox.Refuses = _ => false;
        await TellForAsync(TimeSpan.FromMinutes(6), TimeSpan.FromSeconds(10));
        Assert.Equal(["good opened", "good closed", "other opened", "bad opened", "bad closed"], Said(taken: true));
        Assert.Equal((0, 0), await ReceiverAsync() is var after ? (after.Waiting, after.Tries) : default);
    }

    [Fact]
    public async Task Who_takes_nothing_is_asked_ever_less_often_however_much_waits_and_is_told_all_in_order_once_it_does()
    {
        string[] all = [.. Enumerable.Range(0, 40).Select(number => $"objective-{number}")];
        _mailbox.Refuses = _ => true;
        await StandAsync(all);
        await TellForAsync(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(5));
        await EndAllAsync();
        await TellForAsync(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(5));

        // 9 while the pause doubles to five minutes, then one each five.
        Assert.InRange(_mailbox.Posts.Count, 10, 9 + 14);
        Assert.Equal(80, (await ReceiverAsync()).Waiting);

        _mailbox.Refuses = _ => false;
        await TellForAsync(TimeSpan.FromMinutes(11), TimeSpan.FromSeconds(5));
        var taken = Said(taken: true);
        Assert.Equal(80, taken.Count);
        Assert.All(
            all,
            name =>
                Assert.Equal(
                    [$"{name} opened", $"{name} closed"],
                    taken.Where(each => each.StartsWith($"{name} ", StringComparison.Ordinal))
                )
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_refused_and_whoever_restarts_each_alert_is_told_in_its_order(int seed)
    {
        var random = new Random(seed);
        _mailbox.Refuses = _ => random.Next(3) == 0; // one request at a time
        string[] all = [.. Enumerable.Range(0, 8).Select(number => $"objective-{number}")];
        for (var round = 0; round < 3; round++)
        {
            await StandAsync(all);
            await TellForAsync(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5));
            await EndAllAsync();
        }

        await TellForAsync(TimeSpan.FromHours(2), TimeSpan.FromSeconds(30));
        var taken = Said(taken: true);
        Assert.Equal((0, 48), ((await ReceiverAsync()).Waiting, taken.Count));
        var turns = _mailbox
            .Posts.Where(post => post.Taken)
            .Select(post => JsonElement.Parse(post.Body))
            .ToLookup(said => said.GetProperty("alert").GetString());
        Assert.Equal(24, turns.Count);
        Assert.All(
            turns,
            each =>
                Assert.Equal(
                    ["alert_opened", "alert_closed"],
                    each.Select(said => said.GetProperty("kind").GetString())
                )
        );
    }

    [Fact]
    public async Task What_nobody_takes_for_a_day_is_given_up_and_its_end_is_told()
    {
        _mailbox.Refuses = body => body.Contains("\"kind\":\"alert_opened\"", StringComparison.Ordinal);
        await StandAsync("bad");
        await TellAllAsync();
        await EndAllAsync();
        await TellForAsync(TimeSpan.FromHours(23.7), TimeSpan.FromMinutes(6));
        Assert.Empty(Said(taken: true));
        await TellForAsync(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(1));

        Assert.Equal(["bad closed"], Said(taken: true));
        Assert.Equal(
            ["1"],
            await _centre.Database.RowsAsync("select count(*) from alert_delivery where outcome = 'given_up'")
        );
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Instant Now => Instant.Now(_centre.Time);

    private Task TellAllAsync() => _telling.TellAllAsync(Pager);

    /// <summary>Each time by a process of its own.</summary>
    private async Task TellForAsync(TimeSpan length, TimeSpan step)
    {
        for (var end = Now + length; Now < end; _centre.SetTime(Now + step))
            await TellAllAsync();
    }

    private async Task StandAsync(params string[] objectives) =>
        Assert.True(
            await _telling.Alerts.TrySettleAsync(
                _ =>
                    Task.FromResult<IReadOnlyList<Alert>>([
                        .. objectives.Select(name => new Alert(
                            new AlertKey(AlertKinds.BudgetBurn, "objective", name),
                            Urgency.Page,
                            name,
                            name
                        )),
                    ]),
                Now,
                Cancel
            )
        );

    private async Task EndAllAsync()
    {
        await StandAsync();
        _centre.SetTime(Now + AlertRule.Quiet);
        await StandAsync();
    }

    private async Task<ReceiverRow> ReceiverAsync() =>
        Assert.Single(await new Deliveries(_centre.Database.Source).ReceiversAsync(Cancel));

    private List<string> Said(bool taken) =>
        [
            .. _mailbox
                .Posts.Where(post => post.Taken == taken)
                .Select(post => JsonElement.Parse(post.Body))
                .Select(said =>
                    $"{said.GetProperty("subject").GetProperty("id")} {said.GetProperty("kind").GetString()!["alert_".Length..]}"
                ),
        ];
}
