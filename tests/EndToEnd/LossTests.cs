namespace Ringback.Tests.EndToEnd;

/// <summary>Processes of the product itself are killed: nobody's target is down for it, and nothing that was taken is lost.</summary>
/// <remarks>A product of its own, beside other tests: it waits most of the time, and no bound of it is one of speed.</remarks>
public sealed class LossTests(ServicesFixture services, ITestOutputHelper output) : IClassFixture<ServicesFixture>
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_killed_worker_makes_nobody_down_and_its_region_unknown_after_the_staleness()
    {
        await services.Product.UntilAsync("every target up", ServicesFixture.AllUp);
        var killed = services.Services.Kill("worker-london");

        await services.Product.UntilAsync(
            "london unknown for every target, and every one up by the others",
            targets =>
            {
                Assert.DoesNotContain(targets.Values, target => target.Verdict is "down" or "partial");
                return targets.Values.All(target =>
                    target is { Verdict: "up" } && target.Regions["london"].State == "unknown"
                );
            }
        );
        output.WriteLine($"london unknown after {(TimeProvider.System.GetUtcNow() - killed).TotalSeconds:F0} s");

        await services.Services.StartAsync("worker-london");
        services.Services.KilledWorkers.Add(("london", killed, TimeProvider.System.GetUtcNow()));
        await services.Product.UntilAsync("every target up again", ServicesFixture.AllUp);
        await AssertLedgerAsync();
    }

    [Fact]
    public async Task Killing_the_aggregator_for_a_minute_loses_no_slot()
    {
        await services.Product.UntilAsync("every target up", ServicesFixture.AllUp);
        services.Services.Kill("aggregator");

        // The outage is the minute itself: there is no condition to wait for.
        await Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);

        await services.Services.StartAsync("aggregator");
        await services.Product.UntilAsync("every target up again", ServicesFixture.AllUp);
        await AssertLedgerAsync();
    }

    /// <summary>
    /// Stored and missing slots are disjoint, together exactly the expected ones, none twice; only slots of a killed
    /// worker are missing, that were unfinished at the kill or fell before its restart.
    /// </summary>
    private async Task AssertLedgerAsync()
    {
        var end = TimeProvider.System.GetUtcNow().UtcDateTime;
        var (expectedCount, missingCount) = (0, 0);
        foreach (var (target, region, from, interval) in await services.Ledger.WatchedAsync())
        {
            var expected = Ledger.ExpectedSlots(target, region, interval, from, end).ToList();
            var (stored, missing) = await UntilAccountedAsync(target, region, from, end, expected.Count);

            Assert.Equal(stored.Count, stored.Distinct().Count());
            Assert.Empty(stored.Intersect(missing));
            Assert.Equal(expected, stored.Concat(missing).Order());
            Assert.All(
                missing,
                slot => Assert.True(WasKilled(region, slot), $"{target} from {region} misses {slot:O}")
            );
            (expectedCount, missingCount) = (expectedCount + expected.Count, missingCount + missing.Count);
        }

        output.WriteLine($"{expectedCount} slots expected, {missingCount} missing, all of them of killed workers");
        if (services.Services.KilledWorkers.Count == 0)
            Assert.Equal(0, missingCount);
    }

    /// <summary>Late results are on their way for a while, and missing until they are here: waits until only those are that can never come.</summary>
    private async Task<(List<DateTime> Stored, List<DateTime> Missing)> UntilAccountedAsync(
        string target,
        string region,
        DateTime from,
        DateTime to,
        int expected
    )
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var stored = await services.Ledger.StoredSlotsAsync(target, region, from, to);
            var missing = await MissingAsync(target, region, from, to);
            var isSettled =
                stored.Count + missing.Count == expected && missing.TrueForAll(slot => WasKilled(region, slot));
            if (isSettled || TimeProvider.System.GetElapsedTime(started) > Settled * 3)
                return (stored, missing);

            await Task.Delay(
                TimeSpan.FromMilliseconds(500),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
        }
    }

    private async Task<List<DateTime>> MissingAsync(string target, string region, DateTime from, DateTime to)
    {
        var answer = await services.Product.GetAsync(
            $"/v1/targets/{target}/missing?region={region}&from={Uri.EscapeDataString(from.ToString("O"))}&to={Uri.EscapeDataString(to.ToString("O"))}"
        );
        return
        [
            .. answer["missing"]!
                .AsArray()
                .Select(slot => DateTimeOffset.Parse((string)slot!["scheduled_at"]!, null).UtcDateTime),
        ];
    }

    private bool WasKilled(string region, DateTime slot) =>
        services.Services.KilledWorkers.Any(kill =>
            kill.Region == region
            && slot > kill.KilledAt.UtcDateTime.AddSeconds(-15)
            && slot < kill.StartedAt.UtcDateTime.AddSeconds(15)
        );
}
