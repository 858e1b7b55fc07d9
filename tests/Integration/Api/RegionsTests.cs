using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>What workers say of their clocks, from a batch to the answer and the page.</summary>
public sealed class RegionsTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _api = await ApiServer.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_clock_that_is_wrong_is_shown_until_it_is_right_or_silent()
    {
        await TakeAsync(1, "prague", ahead: 0.25);
        await TakeAsync(1, "brno", ahead: -0.002);
        await TakeAsync(1, "atlantis", ahead: 5); // a region that nobody knows

        var regions = await RegionsAsync();

        Assert.Equal(["brno", "frankfurt", "prague"], regions.Select(region => region.Id));
        Assert.Equal(
            [
                """[{"name":"brno-1","reported_at":"2026-10-05T12:01:00Z","clock_offset_seconds":-0.002,"clock_margin_seconds":0.01,"clock_servers":3,"clock_skewed":false}]""",
                "[]",
                """[{"name":"prague-1","reported_at":"2026-10-05T12:01:00Z","clock_offset_seconds":0.25,"clock_margin_seconds":0.01,"clock_servers":3,"clock_skewed":true}]""",
            ],
            regions.Select(region => region.Workers)
        );
        Assert.Contains("is 0.250 s ahead", await PageAsync(), StringComparison.Ordinal);

        await TakeAsync(2, "prague", ahead: 0.05);
        Assert.DoesNotContain(" s ahead", await PageAsync(), StringComparison.Ordinal);
        Assert.Contains("\"clock_offset_seconds\":0.05", (await RegionsAsync())[2].Workers, StringComparison.Ordinal);

        _api.Centre.SetTime(At(18));
        Assert.All(await RegionsAsync(), region => Assert.Equal("[]", region.Workers));
    }

    private Task<string> PageAsync() => _api.Http.GetStringAsync(new Uri("/", UriKind.Relative), Cancel);

    private async Task<List<(string Id, string Workers)>> RegionsAsync() =>
        [
            .. (await _api.GetAsync("/v1/regions"))
                .GetProperty("regions")
                .EnumerateArray()
                .Select(region => (region.GetProperty("id").GetString()!, region.GetProperty("workers").GetRawText())),
        ];

    private async Task TakeAsync(double minute, string region, double ahead)
    {
        _api.Centre.SetTime(At(minute));
        var batch = new ResultBatch
        {
            Region = region,
            Worker = $"{region}-1",
            Results = [],
            Clock = new ClockReading(TimeSpan.FromSeconds(ahead), TimeSpan.FromMilliseconds(10), 3),
        };
        await _api.Centre.Ingest.TakeAsync(batch, Cancel);
    }
}
