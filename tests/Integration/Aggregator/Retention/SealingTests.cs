using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Aggregator.Retention.FirstMidnight;

namespace Ringback.Tests.Integration.Aggregator.Retention;

/// <summary>What is sealed while a target waits to be derived, as one does that was put aside for days.</summary>
public sealed class SealingTests(LabFixture lab)
{
    [Fact]
    public async Task Checkpoints_stay_until_all_is_derived_that_lies_before_the_horizon()
    {
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));
        await TakeAsync(centre, 0.5, Runs(-10, -5), Runs(-5, 0, Outcome.Down));
        await RetainAsync(centre, days: 1); // seals the first day
        await RetainAsync(centre, days: 1.1); // and drops it
        await TakeAsync(centre, 34, Runs(600, 603));
        var before = await centre.StatesAsync("pbx");
        Assert.Contains(before, state => state.EndsWith("23:55:00 3", StringComparison.Ordinal));

        // Of the second day something comes late, and nobody derives it while that day is sealed.
        centre.SetTime(Hour(35));
        await centre.IngestAsync(Runs(3, 4, Outcome.Unknown));
        await RetainAsync(centre, days: 2);
        await RetainAsync(centre, days: 2.1);
        await centre.DeriveAsync();

        Assert.Equal(before, await centre.StatesAsync("pbx"));
        Assert.NotEqual(["0"], await ResultsAsync(centre));

        await RetainAsync(centre, days: 2.2); // all is derived: it goes now
        Assert.Equal(["0"], await ResultsAsync(centre));
        Assert.Equal(before, await centre.StatesAsync("pbx"));
    }

    [Fact]
    public async Task Of_a_target_that_began_within_the_last_hour_of_a_day_that_day_is_kept_too()
    {
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")), Hour(-0.5));
        await TakeAsync(centre, 3, Runs(-10, -5), Runs(-5, 0, Outcome.Down), Runs(130, 133)); // silent over an hour's end
        await RetainAsync(centre, days: 1);
        await RetainAsync(centre, days: 1.1);
        var before = await centre.StatesAsync("pbx");

        await TakeAsync(centre, 34, Runs(60, 61, Outcome.Unknown));

        Assert.Contains(before, state => state.EndsWith("23:55:00 3", StringComparison.Ordinal));
        Assert.Equal(before, await centre.StatesAsync("pbx"));
    }

    private static Task<List<string>> ResultsAsync(Centre centre) =>
        centre.Database.RowsAsync(
            $"select count(*) from result where scheduled_at < '{Midnight + TimeSpan.FromDays(1)}'"
        );

    private static async Task TakeAsync(Centre centre, double hour, params IEnumerable<IEnumerable<ProbeResult>> runs)
    {
        centre.SetTime(Hour(hour));
        await centre.IngestAsync(runs);
        await centre.DeriveAsync();
    }

    private static async Task RetainAsync(Centre centre, double days)
    {
        centre.SetTime(Hour((24 * days) + 7));
        await Keeper(centre, resultDays: 1).RunAsync(TestContext.Current.CancellationToken);
    }

    private static Instant Hour(double hour) => Midnight + TimeSpan.FromHours(hour);
}
