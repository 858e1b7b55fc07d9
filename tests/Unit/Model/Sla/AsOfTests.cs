using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class AsOfTests
{
    private static readonly TargetSettings Settings = new(
        TimeSpan.FromMinutes(1),
        TimeSpan.FromSeconds(5),
        new Confirmation(2, 1),
        Quorum.Majority
    );

    [Fact]
    public void It_is_the_newest_slot_of_the_region_that_is_furthest_behind() =>
        Assert.Equal(At.Day("11:58"), AsOf.Of(At.Day("12:00"), Settings, [At.Day("11:59"), At.Day("11:58")]));

    [Fact]
    public void A_silent_region_is_waited_for_no_longer_than_its_staleness()
    {
        Assert.Equal(At.Day("11:57"), AsOf.Of(At.Day("12:00"), Settings, [At.Day("11:59"), At.Day("09:00")]));
        Assert.Equal(At.Day("11:57"), AsOf.Of(At.Day("12:00"), Settings, [At.Day("11:59"), null]));
    }

    [Fact]
    public void Without_regions_there_is_nothing_to_wait_for() =>
        Assert.Equal(At.Day("12:00"), AsOf.Of(At.Day("12:00"), Settings, []));

    [Theory]
    [InlineData(60, 5, 180)]
    [InlineData(10, 3, 43)]
    [InlineData(20, 10, 60)]
    [InlineData(20, 11, 61)]
    public void Staleness_is_three_intervals_or_one_with_its_timeout_and_half_a_minute(
        int interval,
        int timeout,
        int seconds
    ) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            Staleness.Of(
                Settings with
                {
                    Interval = TimeSpan.FromSeconds(interval),
                    Timeout = TimeSpan.FromSeconds(timeout),
                }
            )
        );
}
