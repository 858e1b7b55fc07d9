using Ringback.Model.Access;
using Ringback.Store.Access;
using Ringback.Store.Alerts;

namespace Ringback.Tests.EndToEnd.Pages;

[Collection<PagesFixture>]
public sealed class ReceiversPageTests(PagesFixture pages)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_with_a_key_presses_the_button_and_reads_how_it_went(bool scripts)
    {
        var key = "";
        AlertLedger ledger = null!;
        var address = await pages.ServeAsync(
            scripts ? "receivers" : "receivers_plain",
            async page =>
            {
                var wish = new KeyWish("of the test", Role.Operator, null, page.Now + TimeSpan.FromDays(1));
                var keys = new KeyLedger(page.Database, new StandingClock(page.Now));
                key = (await keys.CreateAsync(wish, new Actor("key:test", "test", null), Cancel)).Token.Reveal();
                ledger = new AlertLedger(page.Database);
                await using var turn = await ledger.TryBeginAsync("pager", "webhook", page.Now, Cancel);
            }
        );
        await using var visit = await Visit.PayAsync(
            pages,
            new Uri(address, "/receivers"),
            new() { JavaScriptEnabled = scripts }
        );
        await visit.Page.GetByLabel("API key").FillAsync("wrong");
        await visit.Page.GetByText("Show who is called").ClickAsync();
        Assert.Equal(["That is no key of an operator that holds."], await visit.TextsAsync("[role=status]"));

        await visit.Page.GetByLabel("API key").FillAsync(key);
        await visit.Page.GetByText("Show who is called").ClickAsync();
        Assert.Equal(["pager", "webhook", "0", "0", "Send a test"], await visit.TextsAsync("td"));

        await visit.Page.GetByLabel("API key").FillAsync(key);
        var answered = AnswerAsync(ledger);
        await visit.Page.GetByLabel("Send pager a test").ClickAsync();
        await answered;
        Assert.Equal(["pager took the test: 204 after 0.25 s."], await visit.TextsAsync("[role=status]"));
        Assert.All(visit.Complaints, each => Assert.Contains("403", each, StringComparison.Ordinal));
        Assert.DoesNotContain(key, await visit.Page.ContentAsync(), StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As an aggregator does: takes what was asked for once it is there.</summary>
    private static async Task AnswerAsync(AlertLedger ledger)
    {
        while (true)
        {
            await using var turn = await ledger.TryBeginAsync("pager", "webhook", PageStories.Now, Cancel);
            if (turn is null || await turn.AskedAsync(Cancel) is not { } asked)
                continue;

            var delivery = new AlertDelivery(
                "pager",
                null,
                true,
                PageStories.Now,
                1,
                AlertDelivery.Taken,
                TimeSpan.FromSeconds(0.25),
                "204"
            );
            await turn.AnswerAsync(asked, delivery, Cancel);
            return;
        }
    }
}
