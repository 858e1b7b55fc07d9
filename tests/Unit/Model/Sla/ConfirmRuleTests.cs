using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class ConfirmRuleTests
{
    private static readonly Instant Slot = At.Day("12:00");
    private static readonly Instant EndOfRun = At.Day("12:00:03");

    [Fact]
    public void A_first_failure_is_checked_again_five_seconds_after_its_run_ended() =>
        Assert.Equal(At.Day("12:00:08"), Next(interval: 60, failures: 2, "down"));

    [Fact]
    public void At_a_short_interval_a_quarter_of_it_is_waited() =>
        Assert.Equal(At.Day("12:00:05.5"), Next(interval: 10, failures: 2, "down"));

    [Fact]
    public void A_degraded_result_is_checked_again_too() =>
        Assert.Equal(At.Day("12:00:08"), Next(interval: 60, failures: 2, "up, degraded"));

    [Theory]
    [InlineData("up")]
    [InlineData("unknown")]
    [InlineData("down, unknown")]
    [InlineData("down, down")]
    [InlineData("down, down, down")]
    [InlineData("degraded, degraded, degraded")]
    public void Nothing_is_checked_again_where_nothing_is_open(string outcomes) =>
        Assert.Null(Next(interval: 60, failures: 2, outcomes));

    [Fact]
    public void A_failure_after_trouble_is_confirmed_as_an_outage() =>
        Assert.Equal(At.Day("12:00:08"), Next(interval: 60, failures: 2, "degraded, degraded, down"));

    [Fact]
    public void One_failure_that_is_enough_needs_no_confirmation() =>
        Assert.Null(Next(interval: 60, failures: 1, "down"));

    [Fact]
    public void At_most_one_less_than_F_run_in_a_row()
    {
        Assert.NotNull(Next(interval: 60, failures: 3, "down, down", confirmsInARow: 1));
        Assert.Null(Next(interval: 60, failures: 3, "down, down", confirmsInARow: 2));
    }

    [Fact]
    public void None_runs_at_the_next_slot_or_after_it()
    {
        Assert.Null(Next(interval: 60, failures: 2, "down", nextSlot: "12:00:08"));
        Assert.NotNull(Next(interval: 60, failures: 2, "down", nextSlot: "12:00:08.000001"));
    }

    [Fact]
    public void A_run_that_somebody_asked_for_calls_for_nothing() =>
        Assert.Null(Next(interval: 60, failures: 2, "down", trigger: Trigger.Manual));

    private static Instant? Next(
        int interval,
        int failures,
        string outcomes,
        int confirmsInARow = 0,
        string nextSlot = "12:01",
        Trigger trigger = Trigger.Schedule
    )
    {
        var settings = new TargetSettings(
            TimeSpan.FromSeconds(interval),
            TimeSpan.FromSeconds(3),
            new Confirmation(failures, 1),
            Quorum.Majority
        );
        var results = outcomes
            .Split(", ")
            .Select(
                (outcome, i) =>
                    new JudgedResult(new(Slot.Microseconds + i), trigger, Enum.Parse<Outcome>(outcome, true))
            )
            .ToList();
        var fold = results.Aggregate(RegionFold.Undecided, (fold, result) => fold.After(result, new(settings)));
        return ConfirmRule.NextRun(results[^1], fold, settings, EndOfRun, At.Day(nextSlot), confirmsInARow);
    }
}
