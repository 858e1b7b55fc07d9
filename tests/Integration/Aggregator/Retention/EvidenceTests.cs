using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator;
using Ringback.Aggregator.Retention;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Retention;

public sealed class EvidenceTests(LabFixture lab) : IAsyncLifetime
{
    private const int Failures = 40;

    /// <summary>Two days of the failures fit, three do not.</summary>
    private const long MostBytes = 1_800_000;

    private Centre _centre = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task Over_its_size_the_oldest_days_go_and_the_newest_stay()
    {
        var ledger = new ResultLedger(_centre.Database.Source);
        for (var day = 0; day < 4; day++)
            await FailAsync(ledger, day);

        _centre.SetTime(Day(3) + TimeSpan.FromHours(1));
        await TrimAsync();

        Assert.Equal(
            ["2026-10-07 40", "2026-10-08 40"],
            await _centre.Database.RowsAsync(
                "select (scheduled_at at time zone 'UTC')::date::text as day, count(*) from evidence group by 1 order by 1"
            )
        );
        Assert.Equal(["160"], await _centre.Database.RowsAsync("select count(*) from result"));
        await TrimAsync();
        Assert.Equal(["80"], await _centre.Database.RowsAsync("select count(*) from evidence"));

        // What comes late for a day that went is said again; it is the next to go.
        await FailAsync(ledger, 0, second: 7);
        Assert.Equal(["120"], await _centre.Database.RowsAsync("select count(*) from evidence"));
        await TrimAsync();
        Assert.Equal(["80"], await _centre.Database.RowsAsync("select count(*) from evidence"));
    }

    [Fact]
    public async Task While_today_alone_is_too_much_results_are_kept_without_what_they_said()
    {
        var ledger = new ResultLedger(_centre.Database.Source, MostBytes);
        for (var second = 0; second < 3; second++)
            Assert.Equal(0, (await FailAsync(ledger, 0, second)).Unsaid);

        await TrimAsync();
        var receipt = await FailAsync(ledger, 0, second: 20);

        Assert.Equal((Failures, Failures), (receipt.Stored, receipt.Unsaid));
        Assert.Equal(["160"], await _centre.Database.RowsAsync("select count(*) from result"));
        Assert.Equal(["120"], await _centre.Database.RowsAsync("select count(*) from evidence"));

        // Who takes another's place takes its words too, though there is no room for its own.
        var earlier = Failed(0, 0, 0) with
        {
            StartedAt = Failed(0, 0, 0).ScheduledAt,
        };
        await ledger.StoreAsync([new TakenResult(earlier, null)], Day(0) + TimeSpan.FromSeconds(25), Cancel);
        Assert.Equal(["119"], await _centre.Database.RowsAsync("select count(*) from evidence"));
    }

    private Task TrimAsync() =>
        new EvidenceService(
            new EvidenceLedger(_centre.Database.Source),
            new AggregatorOptions { Database = "", EvidenceBytes = MostBytes },
            _centre.Time,
            NullLogger<EvidenceService>.Instance
        ).RunAsync(Cancel);

    private static Task<StoreReceipt> FailAsync(ResultLedger ledger, int day, int second = 0) =>
        ledger.StoreAsync(
            [.. Enumerable.Range(0, Failures).Select(each => new TakenResult(Failed(day, each, second), null))],
            Day(day) + TimeSpan.FromSeconds(second),
            Cancel
        );

    /// <summary>It says as much as a result may, of which nothing can be compressed.</summary>
    private static ProbeResult Failed(int day, int minute, int second)
    {
        var slot = Day(day) - TimeSpan.FromMinutes(minute + 1) + TimeSpan.FromSeconds(second);
        var noise = new byte[12_000];
        new Random(HashCode.Combine(day, minute, second)).NextBytes(noise);
        return Samples.Result("pbx", "prague", slot, Outcome.Down) with { Evidence = Convert.ToBase64String(noise) };
    }

    private static Instant Day(int day) => Samples.Noon + TimeSpan.FromDays(day);
}
