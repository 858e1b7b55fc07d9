using Microsoft.Playwright;
using Ringback.Cli.Lab;

namespace Ringback.Tests.EndToEnd.Pages;

/// <summary>A browser, and the pages that these tests look at.</summary>
[CollectionDefinition]
public sealed class PagesFixture : IAsyncLifetime, ICollectionFixture<PagesFixture>
{
    private readonly string _folder = RunFolder.OfName($"e2e-pages-{Environment.ProcessId}");
    private readonly List<PageServer> _servers = [];
    private IPlaywright _playwright = null!;
    private string _database = "";

    public IBrowser Browser { get; private set; } = null!;

    public Uri Lively { get; private set; } = null!;

    public Uri Hostile { get; private set; } = null!;

    public Uri Silent { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var lab = await LoopbackLab.UpAsync(_folder, ["postgres"], Environment.ProcessId);
        _database = lab.Variables["RINGBACK_DATABASE"];
        Lively = await ServeAsync("lively", PageStories.LivelyAsync);
        Hostile = await ServeAsync("hostile", PageStories.HostileAsync);
        Silent = await ServeAsync("silent", PageStories.SilentAsync);

        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
        foreach (var server in _servers)
            await server.DisposeAsync();
        await LoopbackLab.DownAsync(_folder);
    }

    /// <summary>One more page, over a ledger of its own, until the fixture goes.</summary>
    internal async Task<Uri> ServeAsync(string name, Func<PageLedger, Task> seed)
    {
        _servers.Add(await PageServer.StartAsync(_database, name, PageStories.Now, seed));
        return _servers[^1].Address;
    }
}
