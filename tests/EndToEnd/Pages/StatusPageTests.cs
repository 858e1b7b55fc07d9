using Microsoft.Playwright;

namespace Ringback.Tests.EndToEnd.Pages;

[Collection<PagesFixture>]
public sealed class StatusPageTests(PagesFixture pages)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_page_tells_what_is_up_and_what_is_not_with_and_without_scripts(bool scripts)
    {
        await using var visit = await Visit.PayAsync(pages, pages.Lively, new() { JavaScriptEnabled = scripts });

        Assert.Equal("Outage", await visit.Find(".overall strong").InnerTextAsync());
        Assert.Equal("4 of 5 components operational.", await visit.Find(".overall span").InnerTextAsync());
        Assert.Equal(
            ["Call signalling", "Voice quality", "Meetings", "Network time", "Customer portal"],
            await visit.TextsAsync("section h3")
        );
        Assert.Equal(
            ["Operational", "Operational", "Outage", "Operational", "Operational"],
            await visit.TextsAsync("section > .head .verdict")
        );
        Assert.Equal(0, await visit.Find(".stale").CountAsync());

        var open = Assert.Single(await visit.TextsAsync("h2:has-text('Open incidents') + article"));
        Assert.Contains("Meetings", open, StringComparison.Ordinal);
        Assert.Contains(
            "Since 2026-11-20 11:45:30 +01:00, 14 min 30 s so far: connection refused",
            open,
            StringComparison.Ordinal
        );
        var past = await visit.TextsAsync("h2:has-text('Past incidents') ~ article");
        Assert.Equal(["Voice quality", "Call signalling"], past.Select(text => text.Split('\n')[0]));
        Assert.Contains("12 min 3 s: timeout", past[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ninety_bars_carry_the_exact_seconds_of_their_days()
    {
        await using var visit = await Visit.PayAsync(pages, pages.Lively);
        var bars = visit.Find("section:has(#c-calls) .bars li");

        Assert.Equal(90, await bars.CountAsync());
        Assert.Equal(
            ["2026-11-01: 99.1631 % available; down 723 s"],
            await visit
                .Find("section:has(#c-calls) .bars li.down")
                .EvaluateAllAsync<string[]>("all => all.map(one => one.title)")
        );
        Assert.Equal(
            ["2026-09-10: 100.0000 % available; partial 450 s"],
            await visit
                .Find("section:has(#c-calls) .bars li.partial")
                .EvaluateAllAsync<string[]>("all => all.map(one => one.title)")
        );
        // Born 40 days ago: fifty days before it, and nothing that was not watched counts as up.
        Assert.Equal(49, await visit.Find("section:has(#c-portal) .bars li.none").CountAsync());
        Assert.Equal(
            "2026-08-23: not watched",
            await visit.Find("section:has(#c-portal) .bars li").First.GetAttributeAsync("title")
        );
        Assert.Equal(3, await visit.Find("section:has(#c-time) .bars li[title*=maintenance]").CountAsync());
    }

    [Fact]
    public async Task Every_target_shows_its_coverage_and_regions_also_on_a_phone()
    {
        await using var visit = await Visit.PayAsync(
            pages,
            pages.Lively,
            new()
            {
                ViewportSize = new() { Width = 320, Height = 700 },
            }
        );
        await visit.Find("#c-meetings").ScrollIntoViewIfNeededAsync();
        var cells = visit.Find("section:has(#c-meetings) td");

        Assert.Equal(5, await cells.CountAsync());
        foreach (var cell in await cells.AllAsync())
            Assert.True(await cell.IsVisibleAsync());
        Assert.Equal(
            320,
            await visit.Page.EvaluateAsync<int>(
                "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
            )
        );
    }

    [Fact]
    public async Task Old_data_does_not_pass_for_news()
    {
        await using var visit = await Visit.PayAsync(pages, pages.Silent);

        Assert.Equal("No current data", await visit.Find(".overall strong").InnerTextAsync());
        Assert.Contains("15 min 0 s old", await visit.Find(".stale").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_shown_as_they_are_and_do_nothing()
    {
        await using var visit = await Visit.PayAsync(pages, pages.Hostile);
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var shown = await visit
            .Find("section h3")
            .EvaluateAllAsync<string[]>("all => all.map(one => one.textContent.trim())");
        Assert.Equal(PageStories.Hostile, shown);
        Assert.Equal(0, await visit.Find("script, img, iframe, style, [onmouseover], [onerror]").CountAsync());
        Assert.Equal(1, await visit.Find("h1").CountAsync());
        Assert.Equal("Outage · Service status", await visit.Page.TitleAsync());
        Assert.Empty(visit.Complaints);
        Assert.All(visit.Requests, url => Assert.StartsWith(pages.Hostile.ToString(), url, StringComparison.Ordinal));
        Assert.Equal(
            ["/", "/status.css"],
            visit.Requests.Select(url => new Uri(url).AbsolutePath).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_picture_of_a_lively_page_fits_into_a_readme()
    {
        await using var visit = await Visit.PayAsync(
            pages,
            pages.Lively,
            new()
            {
                ViewportSize = new() { Width = 1000, Height = 1180 },
            }
        );

        var picture = await visit.Page.ScreenshotAsync(
            new() { Path = Path.Combine(AppContext.BaseDirectory, "status-page.png") }
        );

        Assert.InRange(picture.Length, 10_000, 200_000);
    }
}
