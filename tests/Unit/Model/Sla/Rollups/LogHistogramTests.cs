using Ringback.Model.Sla.Rollups;

namespace Ringback.Tests.Unit.Model.Sla.Rollups;

public sealed class LogHistogramTests
{
    [Fact]
    public void A_percentile_is_within_1_percent_of_the_value_of_its_rank() =>
        Gen.Select(Gen.OneOf(Numbers.InRange, Gen.Const(0.0)).Array[1, 60], Gen.Int[1, 1000])
            .Sample(
                (values, perMille) =>
                {
                    var sorted = values.Order().ToArray();
                    var rank = ((sorted.Length * perMille) + 999) / 1000;
                    var exact = sorted[rank - 1];

                    var percentile = LogHistogram.Of(values).Percentile(perMille / 10m);

                    Assert.InRange(percentile!.Value, exact * 0.99, exact * 1.01);
                },
                iter: Cases.Count
            );

    [Fact]
    public void Any_order_and_any_grouping_of_the_values_gives_the_same_bytes() =>
        Gen.Select(Numbers.Figure.Array[0, 60], Gen.Int[1, 5], Gen.Int)
            .Sample(
                (values, groups, seed) =>
                {
                    var random = new Random(seed);
                    var parts = values
                        .GroupBy(_ => random.Next(groups))
                        .Select(part => LogHistogram.Of(part.OrderBy(_ => random.Next())))
                        .OrderBy(_ => random.Next())
                        .ToList();
                    while (parts.Count > 1)
                    {
                        var pair = LogHistogram.Merge(parts[^2..]);
                        parts.RemoveRange(parts.Count - 2, 2);
                        parts.Insert(random.Next(parts.Count + 1), pair);
                    }

                    var whole = LogHistogram.Of(values);
                    var merged = parts.Count == 0 ? LogHistogram.Empty : parts[0];
                    Assert.Equal(whole, merged);
                    Assert.Equal(whole.ToBytes(), merged.ToBytes());
                },
                iter: Cases.Count
            );

    [Fact]
    public void Merging_is_commutative_and_associative()
    {
        var histogram = Numbers.Figure.Array[0, 30].Select(LogHistogram.Of);
        Gen.Select(histogram, histogram, histogram)
            .Sample(
                (a, b, c) =>
                {
                    Assert.Equal(LogHistogram.Merge([a, b]), LogHistogram.Merge([b, a]));
                    Assert.Equal(
                        LogHistogram.Merge([a, LogHistogram.Merge([b, c])]),
                        LogHistogram.Merge([LogHistogram.Merge([a, b]), c])
                    );
                    Assert.Equal(a, LogHistogram.Merge([a, LogHistogram.Empty]));
                },
                iter: Cases.Count
            );
    }

    [Fact]
    public void What_is_no_figure_is_left_out_and_an_empty_one_has_no_percentile()
    {
        var histogram = LogHistogram.Of([double.NaN, -0.1, double.PositiveInfinity]);

        Assert.Equal(LogHistogram.Empty, histogram);
        Assert.Null(histogram.Percentile(50));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Percentile(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Percentile(100.1m));
    }
}
