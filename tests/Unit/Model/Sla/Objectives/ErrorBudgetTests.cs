using System.Numerics;
using Ringback.Model.Sla.Objectives;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

public sealed class ErrorBudgetTests
{
    [Fact]
    public void It_is_the_allowed_share_of_what_was_counted_and_is_to_come() =>
        Assert.Equal(
            new ErrorBudget(Total: 10_000, Remaining: -90_000),
            ErrorBudget.Of(0.9995m, new Spend(10_000_000, 100_000), toCome: 10_000_001)
        );

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("-0.5")]
    [InlineData("0.9999999999999")] // 13 decimals: no catalog can say it
    public void An_objective_lies_between_nothing_and_everything(string goal) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorBudget.Of(Decimal(goal), new Spend(1, 0), 0));

    [Fact]
    public void Whatever_the_figures_it_is_exact_and_floored() =>
        Gen.Select(Figures.Goal, Figures.Spend, Gen.Long[0, 1L << 60])
            .Sample(
                (goal, spend, toCome) =>
                {
                    var (allowed, one) = Figures.Allowed(goal);
                    var total = BigInteger.Divide(allowed * (new BigInteger(spend.Counted) + toCome), one);

                    Assert.Equal(
                        (total, total - spend.Bad),
                        (ErrorBudget.Of(goal, spend, toCome).Total, ErrorBudget.Of(goal, spend, toCome).Remaining)
                    );
                },
                iter: Cases.Count
            );

    private static decimal Decimal(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Goals and counts up to the greatest there are, and the one as an exact fraction.</summary>
internal static class Figures
{
    public static readonly Gen<decimal> Goal = Gen.Select(
        Gen.Int[1, 12],
        Gen.Long[0, long.MaxValue - 1],
        (decimals, any) =>
        {
            var scale = (long)Math.Pow(10, decimals);
            return (decimal)(1 + (any % (scale - 1))) / scale;
        }
    );

    public static readonly Gen<Spend> Spend = Gen.Frequency((1, 100L), (1, 10_000_000_000L), (1, 1L << 61))
        .SelectMany(most => Gen.Long[1, most])
        .SelectMany(counted =>
            Gen.Frequency((1, Gen.Long[0, counted]), (2, Gen.Long[0, 1 + (counted / 50)]))
                .Select(bad => new Spend(counted, Math.Min(bad, counted)))
        );

    public static (BigInteger Allowed, BigInteger One) Allowed(decimal goal)
    {
        var text = goal.ToString(System.Globalization.CultureInfo.InvariantCulture).Split('.')[1];
        var one = BigInteger.Pow(10, text.Length);
        return (one - BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture), one);
    }
}
