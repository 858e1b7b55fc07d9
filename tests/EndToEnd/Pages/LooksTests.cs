using Microsoft.Playwright;

namespace Ringback.Tests.EndToEnd.Pages;

/// <summary>What everybody needs in order to read it: contrast, order of headings, names of what can be operated, width.</summary>
[Collection<PagesFixture>]
public sealed class LooksTests(PagesFixture pages)
{
    /// <summary>Texts whose contrast with what is painted behind them is under 4.5 to 1 (WCAG 2.2, 1.4.3).</summary>
    private const string PaleTexts = """
        () => {
          const parse = text => text.match(/[\d.]+/g).map(Number);
          const linear = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
          const ground = element => {
            for (let e = element; e; e = e.parentElement) {
              const color = parse(getComputedStyle(e).backgroundColor);
              if (color.length < 4 || color[3] > 0) return color;
            }
            return [255, 255, 255];
          };
          const pale = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || element.closest('.visually-hidden')) continue;
            const [a, b] = [parse(getComputedStyle(element).color), ground(element)].map(luminance).sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) pale.push(walker.currentNode.textContent.trim());
          }
          return pale;
        }
        """;

    [Theory]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 320)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task It_can_be_read_light_and_dark_on_a_phone_and_on_a_desk(ColorScheme scheme, int width)
    {
        foreach (var address in new[] { pages.Lively, pages.Hostile, pages.Silent })
        {
            await using var visit = await Visit.PayAsync(
                pages,
                address,
                new()
                {
                    ColorScheme = scheme,
                    ViewportSize = new() { Width = width, Height = 800 },
                }
            );
            await visit.Page.EvaluateAsync("document.querySelectorAll('details').forEach(each => each.open = true)");

            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(PaleTexts));
            Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    [Fact]
    public async Task Dark_is_dark_and_light_is_light()
    {
        const string Ground = "getComputedStyle(document.body).backgroundColor";
        await using var light = await Visit.PayAsync(pages, pages.Lively, new() { ColorScheme = ColorScheme.Light });
        await using var dark = await Visit.PayAsync(pages, pages.Lively, new() { ColorScheme = ColorScheme.Dark });

        Assert.Equal("rgb(244, 246, 249)", await light.Page.EvaluateAsync<string>(Ground));
        Assert.Equal("rgb(15, 20, 26)", await dark.Page.EvaluateAsync<string>(Ground));
    }

    [Fact]
    public async Task Headings_landmarks_and_tables_are_in_order()
    {
        await using var visit = await Visit.PayAsync(pages, pages.Lively);

        Assert.Equal("en", await visit.Find("html").GetAttributeAsync("lang"));
        foreach (var landmark in new[] { "header", "main", "footer", "h1" })
            Assert.Equal(1, await visit.Find(landmark).CountAsync());
        var levels = await visit
            .Find("h1, h2, h3, h4, h5, h6")
            .EvaluateAllAsync<int[]>("all => all.map(one => Number(one.tagName[1]))");
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second - pair.First <= 1));
        Assert.Equal(
            0,
            await visit.Find("th:not([scope]), section:not([aria-labelledby]), a:not([href])").CountAsync()
        );
        var ids = await visit.Find("[id]").EvaluateAllAsync<string[]>("all => all.map(one => one.id)");
        Assert.Equal(ids.Distinct(), ids);
        // What a bar shows by its colour it says in words as well.
        Assert.Equal(
            await visit.Find(".bars li").EvaluateAllAsync<string[]>("all => all.map(one => one.title)"),
            await visit.Find(".bars li").EvaluateAllAsync<string[]>("all => all.map(one => one.textContent)")
        );
    }

    [Fact]
    public async Task Targets_open_by_keyboard()
    {
        await using var visit = await Visit.PayAsync(pages, pages.Lively, new() { JavaScriptEnabled = false });
        var details = visit.Find("section:has(#c-calls) details");
        await details.Locator("summary").FocusAsync();

        await visit.Page.Keyboard.PressAsync("Enter");

        Assert.True(await details.Locator("table").IsVisibleAsync());
    }
}
