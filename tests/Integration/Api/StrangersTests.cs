using System.Text.Json;
using System.Text.RegularExpressions;
using Ringback.CatalogFiles;
using Ringback.Model;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api;

/// <summary>Programs that know nothing of this product read what it answers.</summary>
public sealed partial class StrangersTests(LabFixture lab) : IAsyncLifetime
{
    private const int Days = 73; // every fifth of a year
    private const int RunsOfDay = 20;
    private static readonly Instant Start = Samples.Noon;
    private static readonly Instant End = Start + TimeSpan.FromDays(5 * Days);
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-strangers-").FullName;
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        var centre = await Centre.StartAsync(lab, Samples.Catalog());
        for (var day = 0; day < Days; day++)
        {
            var from = Start + TimeSpan.FromDays(5 * day);
            centre.SetTime(from + TimeSpan.FromMinutes(RunsOfDay));
            await centre.IngestAsync(
                Enumerable
                    .Range(0, RunsOfDay)
                    .SelectMany(minute =>
                        Samples.Regions.Select(region =>
                            Samples.Result("pbx", region, from + TimeSpan.FromMinutes(minute))
                        )
                    )
            );
        }

        centre.SetTime(End);
        _api = await ApiServer.StartAsync(centre, centre.Database.Source);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_client_generated_from_the_document_lists_a_year_by_its_pages()
    {
        var said = JsonElement.Parse(
            await Stranger.RunAsync(
                "year.mjs",
                _api.Http.BaseAddress!.ToString().TrimEnd('/'),
                "pbx",
                Start.ToString(),
                End.ToString(),
                Path.Combine(_folder, "client")
            )
        );

        Assert.Equal(Days * RunsOfDay * 3, said.GetProperty("count").GetInt32());
        Assert.Equal(5, said.GetProperty("pages").GetInt32());
        Assert.Equal($"{Start} prague", said.GetProperty("last").GetString());
    }

    [Fact]
    public async Task A_linter_of_others_has_nothing_to_say_of_the_document()
    {
        var file = Path.Combine(_folder, "openapi.json");
        await File.WriteAllTextAsync(
            file,
            await _api.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );

        await Stranger.RunAsync(
            "node_modules/@stoplight/spectral-cli/dist/index.js",
            "lint",
            "--fail-severity",
            "hint",
            "--ruleset",
            "spectral.yaml",
            file
        );
    }

    [Fact]
    public async Task An_editors_schema_takes_the_shipped_catalogs_and_refuses_what_the_reader_refuses()
    {
        var schema = Path.Combine(_folder, "catalog.schema.json");
        await File.WriteAllTextAsync(
            schema,
            await _api.Http.GetStringAsync("/v1/catalog/schema.json", TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );
        var shipped = Directory.GetFiles(Path.Combine(Repository.Root, "infra/catalogs"), "*.yaml");
        var misspelt = shipped.SelectMany(file => Misspell(file).ToList()).ToList();

        var said = JsonElement.Parse(await Stranger.RunAsync("schema.mjs", [schema, .. shipped, .. misspelt]));

        Assert.NotEmpty(shipped);
        Assert.All(shipped, file => Assert.Equal("[]", said.GetProperty(file).GetRawText()));
        foreach (var file in misspelt)
        {
            var errors = CatalogFile.Read(file, new Dictionary<string, string>()).Errors;
            Assert.Contains(errors, error => error.Problem == "is no known key");
            Assert.Contains("additionalProp", said.GetProperty(file).GetRawText(), StringComparison.Ordinal);
        }
    }

    /// <summary>Copies of a catalog, each with one key of a line spelt wrong.</summary>
    private IEnumerable<string> Misspell(string file)
    {
        var lines = File.ReadAllLines(file);
        var seen = new HashSet<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            var key = Key().Match(lines[i]);
            if (!key.Success || key.Groups["key"].Value is "id" || !seen.Add(key.Groups["key"].Value))
                continue;

            var copy = Path.Combine(_folder, $"{Path.GetFileNameWithoutExtension(file)}-{i}.yaml");
            File.WriteAllLines(
                copy,
                [.. lines[..i], Key().Replace(lines[i], "${before}${key}x:", 1), .. lines[(i + 1)..]]
            );
            yield return copy;
        }
    }

    [GeneratedRegex("^(?<before> *(- )?)(?<key>[a-z_]+):")]
    private static partial Regex Key();

    [Theory]
    [InlineData("results", 4_380, "outcome", "up")]
    [InlineData("latency", 1, "region", null)]
    [InlineData("availability", 13, "target", "pbx")]
    public async Task A_reader_of_others_reads_the_parquet(string kind, int rows, string column, string? expected)
    {
        var file = Path.Combine(_folder, $"{kind}.parquet");
        var window = $"from={Start}&to={End}&format=parquet{(kind == "availability" ? "&resolution=month" : "")}";
        await using (var stored = File.Create(file))
        {
            await using var body = await _api.Http.GetStreamAsync(
                $"/v1/targets/pbx/{kind}?{window}",
                TestContext.Current.CancellationToken
            );
            await body.CopyToAsync(stored, TestContext.Current.CancellationToken);
        }

        var said = JsonElement.Parse(await Stranger.RunAsync("parquet.mjs", file));

        Assert.Equal(rows, said.GetProperty("rows").GetInt32());
        Assert.Equal(expected, said.GetProperty("first").GetProperty(column).GetString());
        var types = said.GetProperty("types");
        Assert.Equal("TIMESTAMP", types.GetProperty(kind == "results" ? "scheduled_at" : "from").GetString());
        if (kind != "results")
            Assert.Equal("DECIMAL", types.GetProperty("coverage").GetString());
    }
}
