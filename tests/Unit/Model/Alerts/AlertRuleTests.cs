using Ringback.Model.Alerts;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Alerts;

public class AlertRuleTests
{
    private const long Minute = 60_000_000;

    [Theory]
    [InlineData(54, 6, false, false)] // nine tenths
    [InlineData(53, 7, false, true)]
    [InlineData(59, 1, true, true)]
    [InlineData(60, 0, true, false)]
    [InlineData(0, 60, false, true)]
    [InlineData(0, 14, false, false)] // too little of the hour is service to say anything
    [InlineData(14, 0, true, true)]
    public void Coverage_is_low_under_nine_tenths_and_stays_so_until_nearly_all_is_known(
        int known,
        int unknown,
        bool stood,
        bool isLow
    ) =>
        Assert.Equal(
            isLow,
            AlertRule.IsCoverageLow(new Availability(known * Minute, 0, 0, 0, unknown * Minute, 5 * Minute), stood)
        );
}
