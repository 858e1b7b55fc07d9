using Microsoft.Extensions.Time.Testing;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Store.Catalogs;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Store;

public sealed class CatalogLedgerTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new(Samples.Noon.ToDateTimeOffset());
    private TestDatabase _database = null!;
    private CatalogLedger _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(lab);
        _ledger = new CatalogLedger(_database.Source, _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_version_rules_from_its_lead_on_and_is_read_back_whole()
    {
        var applied = await _ledger.ApplyAsync(Samples.Catalog(), Lead, Cancel);
        var versions = new CatalogVersions(_database.Source);

        Assert.Equal(Samples.Noon + Lead, applied.Catalog.EffectiveAt);
        Assert.Equal(Json(applied.Catalog), Json((await versions.NewestAsync(Cancel))!.Catalog));
        Assert.Null(await versions.InForceAsync(Samples.Noon, Cancel));
        Assert.Equal(applied.Id, (await versions.InForceAsync(Samples.Noon + Lead, Cancel))!.Id);
    }

    [Fact]
    public async Task The_same_catalog_again_changes_nothing()
    {
        var first = await _ledger.ApplyAsync(Samples.Catalog(), Lead, Cancel);
        await _database.RowsAsync("delete from touched");
        _time.Advance(TimeSpan.FromMinutes(1));

        var again = await _ledger.ApplyAsync(Samples.Catalog(), Lead, Cancel);

        Assert.Equal((first.Id, first.Catalog.EffectiveAt), (again.Id, again.Catalog.EffectiveAt));
        Assert.Empty(await _database.RowsAsync("select 1 from touched"));
    }

    [Fact]
    public async Task A_version_that_was_stored_before_there_was_a_setting_has_it_as_usual()
    {
        var applied = await _ledger.ApplyAsync(Samples.Catalog(), Lead, Cancel);
        await _database.RowsAsync(
            """
            update catalog_version
            set catalog = regexp_replace(catalog::text, '"zone":"[^"]*",|"quorum":"majority",|"confirm":{[^}]*},', '', 'g')::json
            """
        );

        Assert.Equal(
            ["False"],
            await _database.RowsAsync("select catalog::text ~ 'zone|quorum|confirm' from catalog_version")
        );
        Assert.Equal(
            Json(applied.Catalog),
            Json((await new CatalogVersions(_database.Source).NewestAsync(Cancel))!.Catalog)
        );
    }

    [Fact]
    public async Task Only_what_changed_becomes_a_step_and_a_touch()
    {
        await _ledger.ApplyAsync(Samples.Catalog(), Lead, Cancel);
        await _database.RowsAsync("delete from touched");
        _time.Advance(TimeSpan.FromMinutes(1));

        await _ledger.ApplyAsync(
            Samples.Catalog(
                Samples.Target("pbx") with
                {
                    Interval = TimeSpan.FromSeconds(10),
                    Regions = ["brno"],
                },
                Samples.Target("web")
            ),
            Lead,
            Cancel
        );

        Assert.Equal(
            [
                "pbx 2026-10-05T12:00:10Z 60000000",
                "pbx 2026-10-05T12:01:10Z 10000000",
                "web 2026-10-05T12:00:10Z 60000000",
            ],
            await _database.RowsAsync(
                "select slug, at, interval_us from target_setting join target on id = target order by 1, 2"
            )
        );
        Assert.Equal(
            [
                "brno 2026-10-05T12:00:10Z -",
                "frankfurt 2026-10-05T12:00:10Z 2026-10-05T12:01:10Z",
                "prague 2026-10-05T12:00:10Z 2026-10-05T12:01:10Z",
            ],
            await _database.RowsAsync(
                """
                select region.slug, from_at, to_at
                from assignment
                join region on region.id = region
                join target on target.id = target
                where target.slug = 'pbx'
                order by 1
                """
            )
        );
        Assert.Equal(
            ["pbx"],
            await _database.RowsAsync("select distinct slug from touched join target on target.id = target")
        );
    }

    [Fact]
    public async Task A_window_taken_away_keeps_what_has_passed_of_it_and_a_corrected_one_is_corrected()
    {
        var window = new MaintenanceWindow(
            "night",
            "Night",
            new OneOff(Samples.Noon, Samples.Noon + TimeSpan.FromHours(1)),
            ["pbx"],
            []
        );
        await _ledger.ApplyAsync(Samples.Catalog() with { Maintenance = [window] }, TimeSpan.Zero, Cancel);
        var longer = window with { Time = new OneOff(Samples.Noon, Samples.Noon + TimeSpan.FromHours(2)) };
        _time.Advance(TimeSpan.FromMinutes(10));
        await _ledger.ApplyAsync(Samples.Catalog() with { Maintenance = [longer] }, TimeSpan.Zero, Cancel);
        const string Read = "select from_at, to_at from maintenance_time";
        Assert.Equal(["2026-10-05T12:00:00Z 2026-10-05T14:00:00Z"], await _database.RowsAsync(Read));

        _time.Advance(TimeSpan.FromMinutes(10));
        await _ledger.ApplyAsync(Samples.Catalog(), TimeSpan.Zero, Cancel);

        Assert.Equal(["2026-10-05T12:00:00Z 2026-10-05T12:20:00Z"], await _database.RowsAsync(Read));
    }

    [Fact]
    public async Task Two_versions_at_once_follow_one_another()
    {
        var versions = await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(k => _ledger.ApplyAsync(Samples.Catalog(Samples.Target($"t{k}")), Lead, Cancel))
        );

        Assert.Equal(8, versions.Select(version => version.Catalog.EffectiveAt).Distinct().Count());
        Assert.Equal(["1"], await _database.RowsAsync("select count(*) from target_lifetime where deleted_at is null"));
    }

    private static string Json(Catalog catalog) =>
        System.Text.Json.JsonSerializer.Serialize(catalog, ModelJson.Default.Catalog);
}
