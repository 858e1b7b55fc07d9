using System.Numerics;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Tests.Unit.Model.Sla.Rollups;

public sealed class LogBucketsTests
{
    [Fact]
    public void The_bounds_are_the_whole_parts_of_the_powers_of_the_35th_root_of_two()
    {
        for (var place = 0; place < 35; place++)
        {
            // Bucket 1 begins at 2^-30; scaled by a power of two it stays exact.
            var bound = new BigInteger(Math.ScaleB(LogBuckets.LowerBound(1 + place), 30 + 52));
            var power = BigInteger.Pow(2, (52 * 35) + place);

            Assert.True(BigInteger.Pow(bound, 35) <= power);
            Assert.True(BigInteger.Pow(bound + 1, 35) > power);
        }
    }

    [Fact]
    public void A_value_is_within_1_percent_of_what_stands_for_it() =>
        Numbers.InRange.Sample(
            value => Assert.InRange(LogBuckets.Value(LogBuckets.Of(value)), value * 0.99, value * 1.01),
            iter: Cases.Count
        );

    [Fact]
    public void A_buckets_bounds_are_within_1_percent_too_and_the_next_number_is_in_the_next_bucket()
    {
        for (var bucket = 1; bucket < LogBuckets.Count; bucket++)
        {
            var low = LogBuckets.LowerBound(bucket);
            var last = Math.BitDecrement(LogBuckets.LowerBound(bucket + 1));

            Assert.Equal((bucket, bucket), (LogBuckets.Of(low), LogBuckets.Of(last)));
            Assert.Equal(bucket - 1, LogBuckets.Of(Math.BitDecrement(low)));
            Assert.InRange(LogBuckets.Value(bucket), last * 0.99, low * 1.01);
        }
    }

    [Fact]
    public void What_is_too_small_is_zero_and_what_is_too_great_is_in_the_last()
    {
        Assert.Equal(LogBuckets.Zero, LogBuckets.Of(0));
        Assert.Equal(LogBuckets.Zero, LogBuckets.Of(-0.0));
        Assert.Equal(LogBuckets.Zero, LogBuckets.Of(double.Epsilon));
        Assert.Equal(LogBuckets.Zero, LogBuckets.Of(Math.BitDecrement(LogBuckets.Least)));
        Assert.Equal(1, LogBuckets.Of(LogBuckets.Least));
        Assert.Equal(LogBuckets.Count - 1, LogBuckets.Of(Math.BitDecrement(LogBuckets.Greatest)));
        Assert.Equal(LogBuckets.Count - 1, LogBuckets.Of(double.MaxValue));
        Assert.Equal(0, LogBuckets.Value(LogBuckets.Zero));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-double.Epsilon)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_duration_ratio_or_score_has_no_bucket(double value)
    {
        Assert.False(LogBuckets.IsTaken(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogBuckets.Of(value));
    }
}
