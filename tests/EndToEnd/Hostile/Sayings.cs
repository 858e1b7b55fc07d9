using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ringback.Tests.EndToEnd.Hostile;

/// <summary>All that the product says anywhere: on the terminal, in logs, files, rows and messages, to receivers and in every answer.</summary>
/// <param name="key">The administrator's.</param>
internal sealed partial class Sayings(Product product, BrokerTap tap, string key)
{
    public async Task<List<(string Where, string Text)>> AllAsync()
    {
        var all = new List<(string Where, string Text)>
        {
            ("what the command says", product.Output),
            ("the rows of the ledger", await Ledger.EverythingAsync(product.Lab.Variables["RINGBACK_DATABASE"])),
        };
        all.AddRange((await ServiceLogs.ReadAsync(product)).Select(each => ($"the log of {each.Service}", each.Log)));
        all.AddRange(tap.Messages.Select(message => ("a message of the broker", message)));
        var ours = ServiceLogs.Servers(product).ToList();
        Assert.Equal(["aggregator", "api", "worker-prague"], ours.Select(server => server.Name).Order());
        foreach (var server in ours)
        {
            var port = server.Ports["http"].First;
            all.Add(($"the metrics of {server.Name}", await GetAsync(new Uri($"http://127.0.0.1:{port}/metrics"))));
            foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories))
                all.Add(($"the file {file}", await ServiceLogs.ReadAsync(file, Encoding.Latin1)));
        }

        foreach (var path in await PathsAsync())
            all.Add(($"GET {path}", await GetAsync(path)));

        return all;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every GET of the document, of each target and incident that there is.</summary>
    private async Task<List<string>> PathsAsync()
    {
        var document = JsonNode.Parse(await GetAsync("/openapi/v1.json"))!;
        var incidents = JsonNode.Parse(await GetAsync("/v1/incidents"))!;
        var numbers = incidents["incidents"]!.AsArray().Select(each => (string)each!["id"]!).ToList();
        Assert.NotEmpty(numbers);
        var paths = new List<string>
        {
            "/",
            "/metrics/ledger",
            "/docs",
            "/v1/targets/basic/results?limit=1000&format=csv",
        };
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            if (item!["get"] is null || path.EndsWith("/events", StringComparison.Ordinal))
                continue;

            string[] ids =
                !path.Contains('{', StringComparison.Ordinal) ? [""]
                : path.Contains("/targets/", StringComparison.Ordinal) ? ["sip", "basic", "bearer", "websocket"]
                : path.Contains("/incidents/", StringComparison.Ordinal) ? [.. numbers]
                : ["all", "1"];
            paths.AddRange(ids.Select(id => Parameter().Replace(path, id)));
        }

        Assert.True(paths.Count > 50, $"{paths.Count} paths");
        return paths;
    }

    private Task<string> GetAsync(string path) => GetAsync(new Uri(product.Http.BaseAddress!, path));

    /// <summary>Head and body, whatever the status.</summary>
    private async Task<string> GetAsync(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await product.Http.SendAsync(request, Cancel);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        return body.StartsWith('{') ? body : $"{answer.Headers}{body}";
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
