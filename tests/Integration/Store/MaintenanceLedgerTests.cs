using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Catalogs;
using Ringback.Store.Catalogs;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Store;

/// <summary>What of announced work is written down, and what of an edit is kept.</summary>
public sealed class MaintenanceLedgerTests(LabFixture lab) : IAsyncLifetime
{
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
    public async Task A_recurring_window_is_written_out_for_more_than_a_year_over_both_nights_on_which_clocks_change()
    {
        await ApplyAsync(Nightly);

        Assert.Equal(
            [
                "2026-10-05T22:30:00Z 2026-10-06T01:00:00Z",
                "2026-10-23T22:30:00Z 2026-10-24T01:00:00Z",
                "2026-10-24T22:30:00Z 2026-10-25T02:00:00Z",
                "2026-10-25T23:30:00Z 2026-10-26T02:00:00Z",
                "2027-03-26T23:30:00Z 2027-03-27T02:00:00Z",
                "2027-03-27T23:30:00Z 2027-03-28T01:00:00Z",
                "2027-03-28T22:30:00Z 2027-03-29T01:00:00Z",
            ],
            await _database.RowsAsync(
                """
                select from_at, to_at from maintenance_time
                where day in ('2026-10-06', '2026-10-24', '2026-10-25', '2026-10-26', '2027-03-27', '2027-03-28', '2027-03-29')
                order by from_at
                """
            )
        );
        Assert.Equal(["400"], await _database.RowsAsync("select count(*) from maintenance_time"));
        Assert.Empty(await AmendmentsAsync());
    }

    [Fact]
    public async Task Each_day_it_is_written_out_a_day_further_and_a_second_look_changes_nothing()
    {
        await ApplyAsync(Nightly);
        var before = await TimesAsync();
        _time.Advance(TimeSpan.FromDays(1));
        await _ledger.ExtendMaintenanceAsync(Cancel);
        var after = await TimesAsync();
        await _ledger.ExtendMaintenanceAsync(Cancel);

        Assert.Equal(before, after[..^1]);
        Assert.StartsWith("2027-11-09T", after[^1], StringComparison.Ordinal);
        Assert.Equal(after, await TimesAsync());
        Assert.Empty(await AmendmentsAsync());
    }

    [Fact]
    public async Task An_edit_of_what_is_to_come_is_no_amendment()
    {
        await ApplyAsync(Nightly);
        _time.Advance(TimeSpan.FromDays(2));
        await ApplyAsync(Nightly with { Time = Night with { Start = new TimeOnly(1, 0) } });

        Assert.Equal(
            [
                "2026-10-05T22:30:00Z 2026-10-06T01:00:00Z",
                "2026-10-06T22:30:00Z 2026-10-07T01:00:00Z",
                "2026-10-07T23:00:00Z 2026-10-08T01:00:00Z",
            ],
            (await TimesAsync())[..3]
        );

        await ApplyAsync();
        Assert.Equal(2, (await TimesAsync()).Count);
        Assert.Empty(await AmendmentsAsync());
    }

    [Fact]
    public async Task Time_already_past_that_is_declared_moved_skipped_or_cancelled_is_an_amendment()
    {
        await ApplyAsync();
        await ApplyAsync(Once(-3, -1));
        await ApplyAsync(Once(-2, 1));
        await ApplyAsync(Once(-2, 1) with { Title = "Another title" });
        await ApplyAsync(Once(-2, 1) with { Cancelled = true });
        await ApplyAsync(Once(3, 4)); // nothing of the past

        Assert.Equal(
            ["2 After 09:00-11:00", "3 Before 09:00-11:00", "3 After 10:00-13:00", "5 Before 10:00-13:00"],
            await AmendmentsAsync()
        );
        Assert.Equal(["2026-10-05T15:00:00Z 2026-10-05T16:00:00Z"], await TimesAsync());

        await ApplyAsync(Once(3, 4), Nightly);
        _time.Advance(TimeSpan.FromDays(2));
        await ApplyAsync(Once(3, 4), Nightly with { Time = Night with { Skip = [new DateOnly(2026, 10, 6)] } });

        Assert.Equal("8 Before 22:30-01:00", (await AmendmentsAsync())[^1]);
    }

    [Fact]
    public async Task Whom_it_took_out_stays_with_the_time_that_has_passed()
    {
        await ApplyAsync(Nightly);
        _time.Advance(TimeSpan.FromDays(1.5)); // midnight UTC: half an hour of work is still to come
        await ApplyAsync(Nightly with { Targets = [], Components = ["calls"] });

        Assert.Equal(
            [
                "2026-10-05T22:30:00Z 2026-10-06T01:00:00Z 1 0",
                "2026-10-06T22:30:00Z 2026-10-07T00:00:00Z 1 0",
                "2026-10-07T00:00:00Z 2026-10-07T01:00:00Z 0 1",
                "2026-10-07T22:30:00Z 2026-10-08T01:00:00Z 0 1",
            ],
            (
                await _database.RowsAsync(
                    "select from_at, to_at, cardinality(targets), cardinality(components) from maintenance_time order by from_at"
                )
            )[..4]
        );
        Assert.Empty(await AmendmentsAsync());
    }

    [Fact]
    public async Task Only_who_is_concerned_is_touched_from_the_first_instant_that_changed()
    {
        await ApplyAsync(Nightly, Once(-2, 1) with { Targets = ["web"] });
        await _database.RowsAsync("delete from touched");
        await ApplyAsync(Nightly, Once(-3, 1) with { Targets = ["web"] });

        Assert.Equal(
            ["web - 2026-10-05T09:00:00Z"],
            await _database.RowsAsync("select slug, region, at from touched join target on target.id = touched.target")
        );
    }

    [Fact]
    public async Task Thousands_of_occurrences_that_overlap_stay_within_their_bounds()
    {
        var many = Enumerable
            .Range(0, 12)
            .Select(i =>
                Nightly with
                {
                    Id = $"night-{i}",
                    Time = Night with { End = null, Duration = TimeSpan.FromDays(7), First = new DateOnly(2001, 1, 1) },
                }
            )
            .ToArray();
        await ApplyAsync(many);

        // 731 days back and 400 ahead, and the seven that reach into them: no more, though first is decades ago.
        Assert.Equal(
            ["13656 12 1138"],
            await _database.RowsAsync(
                """
                select sum(count)::bigint, count(*), max(count)
                from (select count(*) from maintenance_time group by maintenance_window) as each (count)
                """
            )
        );
        _time.Advance(TimeSpan.FromDays(1));
        await ApplyAsync([.. many.Select(window => window with { Cancelled = true })]);

        // What lies farther back than that is final.
        Assert.Equal(Enumerable.Repeat("2024-09-27T22:30:00Z 2024-10-04T22:30:00Z", 12), await TimesAsync());
        Assert.Equal(["24"], await _database.RowsAsync("select count(*) from maintenance_amendment"));
    }

    private static readonly Recurring Night = new()
    {
        Zone = "Europe/Prague",
        Days = [new RecurringDay(null, null)],
        Start = new TimeOnly(0, 30),
        End = new TimeOnly(3, 0),
        First = new DateOnly(2026, 10, 6),
    };

    private static readonly MaintenanceWindow Nightly = new("nights", "Nights", Night, ["pbx"], []);

    /// <summary>In hours from noon.</summary>
    private static MaintenanceWindow Once(double from, double to) =>
        new(
            "once",
            "Once",
            new OneOff(Samples.Noon + TimeSpan.FromHours(from), Samples.Noon + TimeSpan.FromHours(to)),
            ["pbx"],
            []
        );

    private Task<CatalogVersion> ApplyAsync(params MaintenanceWindow[] windows) =>
        _ledger.ApplyAsync(Samples.Catalog() with { Maintenance = windows }, TimeSpan.Zero, Cancel);

    private Task<List<string>> TimesAsync() =>
        _database.RowsAsync("select from_at, to_at from maintenance_time order by from_at, to_at");

    private Task<List<string>> AmendmentsAsync() =>
        _database.RowsAsync(
            """
            select catalog_version, case when is_after then 'After' else 'Before' end,
                to_char(from_at, 'HH24:MI') || '-' || to_char(to_at, 'HH24:MI')
            from maintenance_amendment
            join maintenance_amendment_time on amendment = maintenance_amendment.id
            order by maintenance_amendment.id, is_after, from_at
            """
        );
}
