using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class LossBurstsTests
{
    [Theory]
    [InlineData("..........", 1)]
    [InlineData("", 1)]
    [InlineData("x.........", 1)] // 1 × 0.9, and never under 1
    [InlineData("xxxx......", 2.4)] // runs of 4, 40 % lost
    [InlineData("xxx.x.....", 1.2)] // runs of 3 and 1, 40 % lost
    [InlineData("xxxxxxxxxx", 1)]
    public void Burst_ratio_is_the_mean_run_times_what_was_received(string packets, double expected) =>
        Assert.Equal(expected, LossBursts.BurstRatio(Losses(packets)), 1e-12);

    [Fact]
    public void Losses_that_are_far_apart_are_in_the_gap()
    {
        var metrics = LossBursts.Measure(Losses("....x................x....")); // 16 received between

        Assert.Equal(new BurstMetrics(0, 0, 2.0 / 26, 0), metrics);
    }

    [Fact]
    public void Losses_that_are_near_are_a_burst_from_the_first_to_the_last()
    {
        var metrics = LossBursts.Measure(Losses("....x...............x....")); // 15 received between

        Assert.Equal(new BurstMetrics(1, 2.0 / 17, 0, 17), metrics);
    }

    [Fact]
    public void Bursts_and_gaps_are_told_apart()
    {
        var metrics = LossBursts.Measure(Losses("xx..x....x....x"), gmin: 4);

        Assert.Equal(new BurstMetrics(1, 3.0 / 5, 2.0 / 10, 5), metrics);
    }

    [Fact]
    public void Every_loss_is_in_a_burst_or_in_a_gap() =>
        Gen
            .Bool.Array[0, 300]
            .Sample(lost =>
            {
                var metrics = LossBursts.Measure(lost);
                var inBursts = metrics.Bursts * metrics.MeanBurstPackets;
                var counted = (metrics.BurstDensity * inBursts) + (metrics.GapDensity * (lost.Length - inBursts));

                Assert.Equal(lost.Count(l => l), counted, 1e-6);
            });

    private static bool[] Losses(string packets) => [.. packets.Select(packet => packet == 'x')];
}
