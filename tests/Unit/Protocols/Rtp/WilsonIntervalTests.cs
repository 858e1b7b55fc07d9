using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class WilsonIntervalTests
{
    [Theory] // computed by another program from the textbook's formula
    [InlineData(0, 250, 0, 0.0151333)]
    [InlineData(3, 250, 0.0040893, 0.0346808)]
    [InlineData(25, 250, 0.0686549, 0.1434517)]
    [InlineData(250, 250, 0.9848667, 1)]
    public void Bounds_are_those_of_the_score_interval(long events, long trials, double lower, double upper)
    {
        var interval = WilsonInterval.Of(events, trials);

        Assert.Equal(lower, interval.Lower, 1e-6);
        Assert.Equal(upper, interval.Upper, 1e-6);
    }

    [Fact]
    public void The_ratio_seen_lies_inside_and_the_bounds_are_ratios() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Double[0, 1])
            .Sample(
                (trials, share) =>
                {
                    var events = (long)(trials * share);
                    var (lower, upper) = WilsonInterval.Of(events, trials);
                    var ratio = (double)events / trials;
                    Assert.True(0 <= lower && lower <= ratio && ratio <= upper && upper <= 1);
                }
            );

    [Fact]
    public void Without_trials_anything_is_possible() =>
        Assert.Equal(new WilsonInterval(0, 1), WilsonInterval.Of(0, 0));
}
