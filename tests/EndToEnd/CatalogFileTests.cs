namespace Ringback.Tests.EndToEnd;

/// <summary>The catalog's file is edited while the product runs.</summary>
[Collection(OneProcessCollection.Name)]
public sealed class CatalogFileTests(OneProcessFixture one)
{
    [Fact]
    public async Task A_catalog_that_turns_bad_changes_nothing_and_one_that_is_good_again_rules_soon()
    {
        var product = one.Product;
        var good = await File.ReadAllTextAsync(one.CatalogFile, TestContext.Current.CancellationToken);
        await product.UntilAsync("every target up", ServicesFixture.AllUp);

        await WriteAsync(good.Replace("interval: 10s", "interval: 10 parsecs", StringComparison.Ordinal));
        await UntilSaidAsync("the last good catalog stays in force");
        Assert.Contains($"{one.CatalogFile}:", product.Output, StringComparison.Ordinal);
        Assert.Contains("10 parsecs", product.Output, StringComparison.Ordinal);
        Assert.Equal(13, TargetView.All(await product.GetAsync("/v1/status")).Count);

        var without =
            good[..good.IndexOf("  - id: ntp", StringComparison.Ordinal)]
            + good[good.IndexOf("calendars:", StringComparison.Ordinal)..];
        await WriteAsync(without.Replace("  - { id: time, name: Time server }\n", "", StringComparison.Ordinal));
        await product.UntilAsync("ntp is no longer watched", targets => targets.Count == 11);

        var removed = await product.GetAsync("/v1/targets/ntp");
        Assert.NotNull(removed["deleted_at"]);
        var history = (System.Text.Json.Nodes.JsonArray)(await product.GetAsync("/v1/targets/ntp/results"))["results"]!;
        Assert.NotEmpty(history);
    }

    private Task WriteAsync(string catalog) =>
        File.WriteAllTextAsync(one.CatalogFile, catalog, TestContext.Current.CancellationToken);

    private async Task UntilSaidAsync(string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!one.Product.Output.Contains(what, StringComparison.Ordinal))
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1),
                $"never said '{what}':\n{one.Product.Output}"
            );
            await Task.Delay(
                TimeSpan.FromMilliseconds(200),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
        }
    }
}
