using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class ErrorBudgetTests
{
    private static Availability Time(long up, long down) => new(up, 0, 0, down, Unknown: 500, Maintenance: 700);

    [Fact]
    public void It_is_the_allowed_share_of_the_time_measured_and_to_come()
    {
        var budget = ErrorBudget.Of(0.9995m, Time(up: 9_900_000, down: 100_000), toCome: 10_000_001);

        Assert.Equal(new ErrorBudget(Total: 10_000, Remaining: -90_000), budget);
    }

    [Fact]
    public void It_burns_at_rate_one_when_just_as_much_is_lost_as_allowed() =>
        Assert.Equal(1, ErrorBudget.BurnRate(0.999m, Time(up: 999_000, down: 1_000)));

    [Fact]
    public void Nothing_measured_burns_nothing_and_is_no_zero() =>
        Assert.Null(ErrorBudget.BurnRate(0.999m, Time(up: 0, down: 0)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_objective_lies_between_nothing_and_everything(int objective) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorBudget.Of(objective, Time(1, 0), 0));
}
