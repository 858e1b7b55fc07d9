using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Aggregator.Retention.FirstMidnight;

namespace Ringback.Tests.Integration.Aggregator.Retention;

public sealed class RetentionTests(LabFixture lab)
{
    [Fact]
    public async Task Past_retention_days_go_whole_and_a_late_result_after_them_still_knows_what_they_amounted_to()
    {
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));
        // Down over midnight: the streak that began before the horizon must go on after it.
        centre.SetTime(Midnight + TimeSpan.FromMinutes(3.5));
        await centre.IngestAsync(Runs(-10, -1), Runs(-1, 0, Outcome.Down), Runs(1, 2, Outcome.Down), Runs(2, 4));
        await centre.DeriveAsync();
        var retention = Keeper(centre, resultDays: 1);

        // The first pass at a day's distance seals, the second drops.
        centre.SetTime(Midnight + TimeSpan.FromDays(1) + TimeSpan.FromHours(1));
        await retention.RunAsync(TestContext.Current.CancellationToken);
        centre.SetTime(Midnight + TimeSpan.FromDays(1) + TimeSpan.FromHours(2));
        await retention.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            ["0"],
            await centre.Database.RowsAsync($"select count(*) from result where scheduled_at < '{Midnight}'")
        );
        Assert.Equal(["9"], await centre.Database.RowsAsync("select count(*) from result"));

        // What lies before the horizon is too late; the first minute after it is not, and makes the outage whole.
        await centre.IngestAsync(Runs(-2, -1, Outcome.Down), Runs(0, 1, Outcome.Down));
        await centre.DeriveAsync();
        Assert.Equal(
            ["3"],
            await centre.Database.RowsAsync("select sum(count) from refused where reason = 'too_late'")
        );
        Assert.Equal(
            ["2026-10-05T23:50:00Z 1", "2026-10-05T23:59:00Z 4", "2026-10-06T00:02:00Z 1", "2026-10-06T00:06:00Z 0"],
            await centre.Database.RowsAsync("select at, verdict from verdict order by at")
        );
    }

    [Fact]
    public async Task The_days_to_come_are_made_ahead()
    {
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));

        await Keeper(centre, resultDays: 40).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            ["result_20261005", "result_20261006", "result_20261007"],
            await centre.Database.RowsAsync(
                "select relname from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'result'::regclass order by 1"
            )
        );
    }
}
