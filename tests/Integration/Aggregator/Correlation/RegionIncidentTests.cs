using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Aggregator.Correlation;

/// <summary>A region whose every target fails while others reach them: the outage is its own.</summary>
public sealed class RegionIncidentTests(LabFixture lab) : CorrelatorSetting(lab)
{
    private static readonly string[] All = ["pbx", "web", "mail"];

    [Fact]
    public async Task A_region_whose_every_target_fails_is_one_incident_and_theirs_are_parts_of_it()
    {
        Centre.SetTime(At(9.5));
        await Centre.IngestAsync(
            Up("pbx", 0, 10, "brno", "frankfurt"),
            Up("web", 0, 10, "brno", "frankfurt"),
            Up("mail", 0, 10, "brno", "frankfurt")
        );
        await Centre.IngestAsync(Up("pbx", 0, 3, "prague"), Up("web", 0, 3, "prague"), Up("mail", 0, 4, "prague"));
        await Centre.IngestAsync(
            Fail("pbx", 3, 8, "prague"),
            Fail("web", 3, 7, "prague"),
            Fail("mail", 4, 7, "prague")
        );
        await Centre.IngestAsync(Up("pbx", 8, 10, "prague"), Up("web", 7, 10, "prague"), Up("mail", 7, 10, "prague"));
        await Centre.DeriveAsync();

        Assert.Equal(
            ["calls prague", "mail prague", "pbx prague", "post prague", "prague -", "web prague"],
            await PartsAsync()
        );
        Assert.Equal(["prague 12:04:00 12:07:00 3"], await RegionIncidentsAsync());

        // Another region saw pbx down, too: that outage is its own, and so is its component's.
        await Centre.IngestAsync(Fail("pbx", 4, 7, "brno").Select(Sooner));
        await Centre.DeriveAsync();
        Assert.Equal(
            ["calls -", "mail prague", "pbx calls", "post prague", "prague -", "web prague"],
            await PartsAsync()
        );

        // One target was up in prague after all: there never was an outage of the region.
        await Centre.IngestAsync(Up("mail", 4, 7, "prague").Select(Sooner));
        await Centre.DeriveAsync();
        Assert.Equal(["calls -", "pbx calls", "web calls"], await PartsAsync());
        Assert.Equal(
            ["true"],
            await Centre.Database.RowsAsync("select withdrawn::text from incident where region is not null")
        );
    }

    /// <summary>Seed 1127 of the simulation in short.</summary>
    [Fact]
    public async Task What_is_over_of_a_regions_incident_stays_part_of_it_while_it_goes_on()
    {
        await FailInPragueAsync();
        string[] first = ["calls prague", "mail prague", "pbx prague", "post prague", "prague -", "web prague"];
        Assert.Equal(first, await PartsAsync());

        Centre.SetTime(At(15.5));
        await Centre.IngestAsync(All.Select(target => Up(target, 12, 16, "brno", "frankfurt")));
        await Centre.IngestAsync(Fail("pbx", 12, 16, "prague"), Fail("web", 12, 16, "prague"));
        await Centre.DeriveAsync();

        Assert.Equal(
            first.Concat(["calls prague", "pbx prague", "web prague"]).Order(StringComparer.Ordinal),
            await PartsAsync()
        );
    }

    /// <summary>Seed 2835 of the simulation in short.</summary>
    [Fact]
    public async Task What_began_after_a_regions_incident_was_over_is_no_part_of_it_although_its_end_was_not_known_then()
    {
        await FailInPragueAsync();
        Centre.SetTime(At(15.5));
        await Centre.IngestAsync(Up("pbx", 12, 16, "brno", "frankfurt"), Fail("pbx", 12, 16, "prague"));
        await Centre.DeriveAsync();
        Assert.Equal(2, (await PartsAsync()).Count(part => part == "pbx prague"));

        // Web answers in prague again: its incident was over at 12:10, when nothing was known any more.
        Centre.SetTime(At(17.5));
        await Centre.IngestAsync(Up("pbx", 16, 18, "brno", "frankfurt"), Fail("pbx", 16, 18, "prague"));
        await Centre.IngestAsync(Up("web", 16, 18, "prague"));
        await Centre.DeriveAsync();

        Assert.Equal(["prague 12:03:00 12:10:00 3"], await RegionIncidentsAsync());
        Assert.Equal(
            [
                "calls prague",
                "calls -",
                "mail prague",
                "pbx calls",
                "pbx prague",
                "post prague",
                "prague -",
                "web prague",
            ],
            await PartsAsync()
        );
    }

    [Fact]
    public async Task A_region_that_fails_while_nobody_else_reaches_its_targets_is_no_vantage_incident()
    {
        Centre.SetTime(At(5.5));
        await Centre.IngestAsync(
            Up("pbx", 0, 3),
            Fail("pbx", 3, 6),
            Up("web", 0, 3),
            Fail("web", 3, 6),
            Up("mail", 0, 3),
            Fail("mail", 3, 6)
        );
        await Centre.DeriveAsync();

        Assert.Empty(await RegionIncidentsAsync());
    }

    /// <summary>All of it fails there from 12:03 on; from 12:08 on nothing comes, so that nothing is known from 12:10 on.</summary>
    private async Task FailInPragueAsync()
    {
        Centre.SetTime(At(11.5));
        await Centre.IngestAsync(All.Select(target => Up(target, 0, 12, "brno", "frankfurt")));
        await Centre.IngestAsync(All.Select(target => Up(target, 0, 3, "prague")));
        await Centre.IngestAsync(All.Select(target => Fail(target, 3, 8, "prague")));
        await Centre.DeriveAsync();
    }

    private Task<List<string>> RegionIncidentsAsync() =>
        Centre.Database.RowsAsync(
            """
            select slug, to_char(opened_at, 'HH24:MI:SS'), to_char(closed_at, 'HH24:MI:SS'), severity
            from incident join region on region.id = region
            where merged_into is null and not withdrawn
            """
        );
}
