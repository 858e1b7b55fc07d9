using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Api.Pages;

namespace Ringback.Tests.Unit.Api.Pages;

public class StatementPageTests
{
    [Theory]
    [InlineData(500, null)]
    [InlineData(501, "and 1 more: the JSON has them all")]
    public async Task Prints_no_more_rows_than_a_reader_reads(int gaps, string? rest)
    {
        var html = await HtmlOfAsync([
            .. Enumerable.Range(0, gaps).Select(gap => ($"from {gap}.", $"to {gap}.", "3 s")),
        ]);

        Assert.Equal(500, html.Split("<td class=\"number\">from ").Length - 1);
        Assert.Equal(rest is not null, html.Contains("more: the JSON", StringComparison.Ordinal));
        Assert.Contains(rest ?? "from 499.", html, StringComparison.Ordinal);
    }

    private static async Task<string> HtmlOfAsync(IReadOnlyList<(string From, string To, string What)> gaps)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var version = new StatementVersionView("As written", true, [], [], [], [], gaps);
        var view = new StatementView("signalling", "2026-10", "2026-11-06T00:00:00Z", [version]);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = new Dictionary<string, object?> { [nameof(StatementPage.Page)] = view };
            var page = await renderer.RenderComponentAsync<StatementPage>(ParameterView.FromDictionary(parameters));
            return page.ToHtmlString();
        });
    }
}
