using Microsoft.Extensions.Time.Testing;
using Ringback.Model;
using Ringback.Store.Catalogs;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Timelines;

/// <summary>Seed 2550 of the simulation in short: who applies a catalog has a clock that is behind those of the workers.</summary>
public sealed class AssignmentEndTests(LabFixture lab)
{
    [Fact]
    public async Task Results_after_the_end_of_an_assignment_count_no_more_although_they_were_derived_before_it_was_told()
    {
        var pbx = Samples.Target("pbx");
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog(pbx));
        centre.SetTime(Minute(93));
        int[] minutes = [.. Enumerable.Range(0, 30), 90, 91, 92]; // silent over the hour
        await centre.IngestAsync([minutes.Select(minute => Samples.Result("pbx", "prague", Minute(minute)))]);
        await centre.DeriveAsync();

        var behind = new CatalogLedger(centre.Database.Source, new FakeTimeProvider(Minute(45).ToDateTimeOffset()));
        await behind.ApplyAsync(
            Samples.Catalog(pbx with { Regions = [.. pbx.Regions.Where(region => region != "prague")] }),
            TimeSpan.Zero,
            TestContext.Current.CancellationToken
        );
        await centre.DeriveAsync();

        Assert.Equal(["prague 12:00:00 1", "prague 12:32:00 0"], await centre.StatesAsync("pbx"));
    }

    private static Instant Minute(int minute) => Samples.Noon + TimeSpan.FromMinutes(minute);
}
