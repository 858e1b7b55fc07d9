using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator;
using Ringback.Aggregator.Retention;
using Ringback.Model;
using Ringback.Store.Backfills;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Cli.Ledger.GivenHistory;

namespace Ringback.Tests.Integration.Cli.Ledger;

/// <summary>What is given of days that are sealed.</summary>
public sealed class SealedImportTests(LabFixture lab)
{
    [Fact]
    public async Task Sealed_days_are_open_for_a_target_that_has_nothing_there_and_sealed_again_when_it_is_derived()
    {
        await using var centre = await CentreAsync(lab, after: TimeSpan.FromDays(60));
        var now = Noon + TimeSpan.FromDays(60);
        await RetainAsync(centre, now);
        await RetainAsync(centre, now + TimeSpan.FromMinutes(1));
        var history = Minutes(0, 300)
            .SelectMany(minute => Samples.Regions.Select(region => At(region, minute, minute is >= 290 or 100 or 101)))
            .ToList();

        var first = await centre.ImportAsync(LedgerFile.Lines(history.Take(450)));
        var receipt = await centre.ImportAsync(LedgerFile.Lines(history)); // it goes on where it was interrupted

        Assert.Equal("stored 450, duplicate 0, refused 0", first.ToString());
        Assert.Equal("stored 450, duplicate 450, refused 0", receipt.ToString());
        string[] verdicts =
        [
            "2026-10-05T12:00:00Z 1",
            "2026-10-05T13:40:00Z 4",
            "2026-10-05T13:42:00Z 1",
            "2026-10-05T16:50:00Z 4",
            "2026-10-05T17:02:00Z 0",
        ];
        const string Read =
            "select at, verdict from verdict where target = (select id from target where slug = 'pbx') order by at";
        Assert.Equal(verdicts, await centre.Database.RowsAsync(Read));
        var rollups = await RollupsAsync();
        Assert.Equal(Samples.Regions.Select(region => $"{region} 2026-10-05"), rollups.Select(row => row[..^3]));

        // While it may go on its results are kept; an hour later they are sealed and go.
        await RetainAsync(centre, now + TimeSpan.FromMinutes(30));
        Assert.Equal(["900"], await centre.Database.RowsAsync("select count(*) from result"));
        await RetainAsync(centre, now + TimeSpan.FromMinutes(90));
        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from result"));
        Assert.Equal(verdicts, await centre.Database.RowsAsync(Read));

        // Now it has data there.
        var late = await centre.ImportAsync(LedgerFile.Lines(history.Take(9)));
        Assert.Equal("stored 0, duplicate 0, refused 9 (too_late 9)", late.ToString());
        Assert.Equal(verdicts, await centre.Database.RowsAsync(Read));
        Assert.Equal(rollups, await RollupsAsync());

        Task<List<string>> RollupsAsync() =>
            centre.Database.RowsAsync(
                """
                select region.slug, day::text, length(hours) from rollup
                join target on target.id = target
                join region on region.id = region
                where target.slug = 'pbx' and day < '2026-11-01'
                order by 1
                """
            );
    }

    [Fact]
    public async Task A_target_that_has_data_on_sealed_days_takes_no_more_there_and_its_life_does_not_reach_back()
    {
        await using var centre = await CentreAsync(lab);
        centre.SetTime(Noon + TimeSpan.FromMinutes(10));
        await centre.IngestAsync(Minutes(0, 10).Select(minute => At("prague", minute, false)));
        await centre.DeriveAsync();
        var now = Noon + TimeSpan.FromDays(60);
        await RetainAsync(centre, now);
        await RetainAsync(centre, now + TimeSpan.FromHours(1));
        var derived = await centre.DerivedAsync();

        var receipt = await centre.ImportAsync(
            LedgerFile.Lines(Minutes(-20, 10).Select(minute => At("prague", minute, true)))
        );

        Assert.Equal(
            "stored 0, duplicate 0, refused 30 (too_late 30)",
            receipt.ToString()[.."stored 0, duplicate 0, refused 30 (too_late 30)".Length]
        );
        Assert.Equal(derived, await centre.DerivedAsync());
        Assert.Equal(
            ["2026-10-05T12:00:00Z"],
            await centre.Database.RowsAsync("select distinct created_at from target_lifetime")
        );
    }

    private static async Task RetainAsync(Centre centre, Instant now)
    {
        centre.SetTime(now);
        await centre.DeriveAsync();
        var retention = new RetentionService(
            new RetentionLedger(centre.Database.Source),
            new BackfillLedger(centre.Database.Source),
            new Sealing(centre.Derivations),
            new AggregatorOptions { Database = centre.Database.ConnectionString },
            centre.Time,
            NullLogger<RetentionService>.Instance
        );
        await retention.RunAsync(TestContext.Current.CancellationToken);
    }
}
