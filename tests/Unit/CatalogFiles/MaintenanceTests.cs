using Ringback.Model.Catalogs;

namespace Ringback.Tests.Unit.CatalogFiles;

public class MaintenanceTests
{
    private const string Once = "from: 2026-12-01T22:00:00+01:00, to: 2026-12-01T23:00:00Z";
    private const string Again = "days: [2nd sun], start: 02:00, duration: 2h, first: 2026-12-01";

    [Fact]
    public void A_recurring_window_says_what_the_file_says()
    {
        var window = Read(
            "days: [mon, 15, last fri], start: 22:30, end: 02:00:30, zone: Asia/Tokyo, "
                + "first: 2026-12-01, last: 2027-12-01, skip: [2026-12-24, 2026-12-31], cancelled: true"
        );

        var recurring = Assert.IsType<Recurring>(window.Time);
        Assert.True(window.Cancelled);
        Assert.Equal("Asia/Tokyo", recurring.Zone);
        Assert.Equal(["mon", "15", "last fri"], recurring.Days.Select(day => day.ToString()));
        Assert.Equal(
            (new TimeOnly(22, 30), new TimeOnly(2, 0, 30), null),
            (recurring.Start, recurring.End, recurring.Duration)
        );
        Assert.Equal((new DateOnly(2026, 12, 1), new DateOnly(2027, 12, 1)), (recurring.First, recurring.Last));
        Assert.Equal([new DateOnly(2026, 12, 24), new DateOnly(2026, 12, 31)], recurring.Skip);
    }

    [Fact]
    public void Its_zone_is_the_catalogs_where_it_names_none()
    {
        Assert.Equal("Europe/Prague", Assert.IsType<Recurring>(Read(Again).Time).Zone);
        Assert.False(Read(Again).Cancelled);
    }

    [Theory]
    [InlineData(
        "days: [mon, tues], start: 02:00, duration: 2h, first: 2026-12-01",
        ".days[1]: 'tues' names no days; write one of daily, mon … sun, 1 … 31, last, 1st mon … 5th sun, last fri"
    )]
    [InlineData(
        "days: [mon, mon], start: 02:00, duration: 2h, first: 2026-12-01",
        ".days[1]: 'mon' is in the list twice; remove one of the two"
    )]
    [InlineData(
        "days: [mon], start: 2am, duration: 2h, first: 2026-12-01",
        ".start: '2am' is no clock time; write one such as 02:00, from 00:00 to 23:59:59"
    )]
    [InlineData(
        "days: [mon], start: 02:00, duration: 8d, first: 2026-12-01",
        ".duration: '8d' is out of range; write a duration from 1m to 7d"
    )]
    [InlineData(
        "days: [mon], start: 02:00, duration: 2h, first: 1.12.2026",
        ".first: '1.12.2026' is no day from 2000 to 2199; write one such as 2026-12-24"
    )]
    [InlineData(
        "days: [mon], start: 02:00, duration: 2h, first: 2026-12-01, last: 2026-11-30",
        ".last: is before 'first'; write a later day, or remove it"
    )]
    [InlineData(
        "days: [mon], start: 02:00, duration: 2h, first: 2026-12-01, zone: Europe/Prag",
        ".zone: 'Europe/Prag' is no time zone that this machine knows; write one such as Europe/Prague"
    )]
    [InlineData(
        "days: [mon], start: 02:00, first: 2026-12-01",
        ": needs exactly one of 'duration' and 'end'; write 'duration: 2h', or 'end: 04:00'"
    )]
    [InlineData(
        "days: [mon], start: 02:00, duration: 2h, end: 04:00, first: 2026-12-01",
        ": needs exactly one of 'duration' and 'end'; write 'duration: 2h', or 'end: 04:00'"
    )]
    [InlineData(
        "days: [mon], start: 02:00, end: 02:00, first: 2026-12-01",
        ".end: is the same as 'start'; write 'duration: 24h' where a whole day is meant"
    )]
    [InlineData(
        "days: [mon], start: 02:00, duration: 2h, first: 2026-12-01, from: 2026-12-01T22:00:00Z",
        ".from: stands beside a recurring time; keep 'from' and 'to' for one that takes place once"
    )]
    [InlineData(
        "days: [mon], duration: 2h, first: 2026-12-01",
        ".start: is missing; write what clocks show when it begins, such as 02:00"
    )]
    [InlineData("skip: []", ".days: is missing; list days such as [2nd sun], [mon, thu] or [15]")]
    public void A_mistake_is_told_with_its_place_and_its_mend(string time, string error)
    {
        var errors = Catalogs.ErrorsWith(Once, time);
        Assert.Contains(errors, each => each.StartsWith("x.yaml:30:", StringComparison.Ordinal));
        Assert.Contains(errors, each => each.EndsWith($"maintenance[0]{error}", StringComparison.Ordinal));
    }

    [Fact]
    public void More_windows_than_anybody_announces_are_refused()
    {
        const string One = "  - { id: move, title: Move, " + Once + ", components: [voice] }";
        var many = Enumerable.Range(0, 1_001).Select(i => One.Replace("move", $"move-{i}", StringComparison.Ordinal));
        var error = Assert.Single(Catalogs.ErrorsWith(One, string.Join('\n', many)));

        Assert.Contains("maintenance: has more than 1000 windows", error, StringComparison.Ordinal);
    }

    private static MaintenanceWindow Read(string time)
    {
        var reading = Catalogs.Parse(Catalogs.Good.Replace(Once, time, StringComparison.Ordinal));
        Assert.Empty(reading.Errors);
        return reading.Catalog!.Maintenance.Single();
    }
}
