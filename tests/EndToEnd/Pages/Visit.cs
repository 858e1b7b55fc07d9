using Microsoft.Playwright;

namespace Ringback.Tests.EndToEnd.Pages;

/// <summary>A page in a browser of its own, and all that it did: requests, messages of the console, dialogs.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => Complaints.Add(message.Text);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) => Complaints.Add(dialog.Message);
    }

    public IPage Page { get; }

    public List<string> Requests { get; } = [];

    public List<string> Complaints { get; } = [];

    public static async Task<Visit> PayAsync(PagesFixture pages, Uri address, BrowserNewContextOptions? options = null)
    {
        var context = await pages.Browser.NewContextAsync(options);
        var visit = new Visit(context, await context.NewPageAsync());
        var response = await visit.Page.GotoAsync(address.ToString());
        Assert.Equal(200, response!.Status);
        return visit;
    }

    public ILocator Find(string selector) => Page.Locator(selector);

    public Task<IReadOnlyList<string>> TextsAsync(string selector) => Find(selector).AllInnerTextsAsync();

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
