using System.Globalization;
using Ringback.Model;
using Ringback.Model.Calendars;

namespace Ringback.Tests.Unit.Model.Calendars;

public sealed class ZoneTests
{
    public static TheoryData<string> Ids =>
        [
            "Europe/Prague",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "Pacific/Apia",
            "America/Havana",
            "Asia/Beirut",
            "Europe/Dublin",
            "America/St_Johns",
            "UTC",
        ];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Clocks_show_what_the_systems_own_file_says(string id)
    {
        var (zone, file) = (Zone.Find(id), new ZoneFile(id));
        foreach (var second in Seconds(file))
            Assert.Equal(
                second + file.OffsetAt(second),
                zone.LocalAt(At(second)).DateTime.Subtract(DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond
            );
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_local_bound_is_the_first_instant_at_which_clocks_show_it_or_more(string id)
    {
        var (zone, file) = (Zone.Find(id), new ZoneFile(id));
        foreach (var second in Seconds(file))
            Assert.Equal(At(file.FirstAt(second)), zone.FirstAt(DateTime.UnixEpoch.AddSeconds(second)));
    }

    [Theory]
    [InlineData("Asia/Beirut", "2026-03-29T00:00", "2026-03-28T22:00:00Z")] // forward at midnight
    [InlineData("America/Havana", "2026-11-01T00:00", "2026-11-01T04:00:00Z")] // back from 01:00 to 00:00
    [InlineData("Europe/Prague", "2026-03-29T02:30", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Prague", "2026-10-25T02:30", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Prague", "2026-10-25T03:00", "2026-10-25T02:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z")]
    public void What_occurs_twice_is_the_first_and_what_does_not_exist_is_the_end_of_the_gap(
        string id,
        string local,
        string expected
    ) =>
        Assert.Equal(
            expected,
            Zone.Find(id).FirstAt(DateTime.Parse(local, CultureInfo.InvariantCulture, DateTimeStyles.None)).ToString()
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Europe/Atlantis")]
    [InlineData("../../etc/passwd")]
    [InlineData("/usr/share/zoneinfo/UTC")]
    [InlineData("Europe/Prague\n")]
    public void A_name_of_no_zone_finds_none(string? id) => Assert.False(Zone.TryFind(id, out _));

    [Fact]
    public void A_zone_that_is_not_there_is_named() =>
        Assert.Contains(
            "Europe/Atlantis",
            Assert.Throws<TimeZoneNotFoundException>(() => Zone.Find("Europe/Atlantis")).Message,
            StringComparison.Ordinal
        );

    /// <summary>Every quarter of an hour around every change, and any others of 50 years.</summary>
    private static IEnumerable<long> Seconds(ZoneFile file)
    {
        var last = Math.Min(file.Last, 2_100_000_000);
        foreach (var (at, before, after) in file.Changes().Where(change => change.At < last))
        {
            foreach (var near in new[] { at, at + before, at + after })
            {
                for (var quarter = -8; quarter <= 8; quarter++)
                {
                    yield return near + (900 * quarter) - 1;
                    yield return near + (900 * quarter);
                }
            }
        }

        var random = new Random(1);
        for (var i = 0; i < 300; i++)
            yield return random.NextInt64(100_000_000, last - 200_000);
    }

    private static Instant At(long second) => new(second * 1_000_000);
}
