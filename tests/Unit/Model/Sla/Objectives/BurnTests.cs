using System.Numerics;
using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

public sealed class BurnTests
{
    private const long Second = 1_000_000;

    private static readonly BurnAlert Urgent = BurnAlert.All[0];

    [Fact]
    public void It_burns_at_rate_one_when_just_as_much_is_lost_as_allowed()
    {
        var rate = BurnRate.Of(0.999m, new Spend(1_000_000, 1_000))!.Value;

        Assert.Equal(1, rate.Floor(6));
        Assert.False(rate.IsAbove(10));
        Assert.True(BurnRate.Of(0.999m, new Spend(1_000_000, 1_001))!.Value.IsAbove(10));
    }

    [Fact]
    public void Nothing_counted_burns_nothing_and_is_no_zero() => Assert.Null(BurnRate.Of(0.999m, default));

    [Fact]
    public void A_shown_rate_is_floored() =>
        Assert.Equal(0.666666m, BurnRate.Of(0.5m, new Spend(3, 1))!.Value.Floor(6));

    [Fact]
    public void Whatever_the_figures_a_rate_is_compared_and_shown_exactly() =>
        Gen.Select(Figures.Goal, Figures.Spend, Gen.OneOf(144, 60, 10, 10_000), Gen.Int[0, 6])
            .Sample(
                (goal, spend, tenths, decimals) =>
                {
                    var (allowed, one) = Figures.Allowed(goal);
                    var (bad, counted) = (spend.Bad * one, spend.Counted * allowed);
                    var rate = BurnRate.Of(goal, spend)!.Value;

                    Assert.Equal(bad * 10 > counted * tenths, rate.IsAbove(tenths));
                    Assert.Equal(
                        BigInteger.Divide(bad * BigInteger.Pow(10, decimals), counted),
                        (BigInteger)(rate.Floor(decimals) * (decimal)Math.Pow(10, decimals))
                    );
                },
                iter: Cases.Count
            );

    [Fact]
    public void The_alerts_are_those_of_the_workbook() =>
        Assert.Equal(
            [
                (144, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(5)),
                (60, TimeSpan.FromMinutes(360), TimeSpan.FromMinutes(30)),
                (10, TimeSpan.FromHours(72), TimeSpan.FromHours(6)),
            ],
            BurnAlert.All.Select(alert => (alert.Tenths, alert.Long, alert.Short))
        );

    /// <summary>An hour and five minutes at 99.9 %: 14.4 is 51.84 s of the one, and 4.32 s of the other.</summary>
    [Theory]
    [InlineData(3600, 52, 300, 5, true)]
    [InlineData(3600, 51, 300, 5, false)] // the long one does not burn fast enough
    [InlineData(3600, 52, 300, 4, false)] // the short one
    [InlineData(3600, 3600, 0, 0, false)] // null raises nothing
    [InlineData(1800, 60, 150, 60, true)] // just half measured
    [InlineData(1799, 60, 150, 60, false)]
    [InlineData(1800, 60, 149, 60, false)]
    public void Both_windows_must_burn_on_half_of_their_time(
        int measured,
        int down,
        int shortMeasured,
        int shortDown,
        bool fires
    ) =>
        Assert.Equal(
            fires,
            Urgent.Fires(
                Objective(ObjectiveBasis.Availability),
                Time(Urgent.Long, 3600, measured, down),
                Time(Urgent.Short, 300, shortMeasured, shortDown)
            )
        );

    [Theory]
    [InlineData(300, true)]
    [InlineData(299, false)]
    public void At_the_start_of_service_hours_the_long_window_is_no_evidence_before_it_outlasts_the_short(
        int service,
        bool fires
    ) =>
        Assert.Equal(
            fires,
            Urgent.Fires(
                Objective(ObjectiveBasis.Availability),
                Time(Urgent.Long, service, service, service),
                Time(Urgent.Short, service, service, service)
            )
        );

    [Theory]
    [InlineData(10, 2, 1, 1, true)]
    [InlineData(9, 9, 1, 1, false)] // too few
    [InlineData(10, 1, 1, 1, false)] // a single failure
    [InlineData(10, 2, 1, 0, false)]
    [InlineData(10, 2, 0, 0, false)]
    public void Runs_and_calls_need_a_number_to_be_evidence(int runs, int bad, int shortRuns, int shortBad, bool fires)
    {
        foreach (var basis in new[] { ObjectiveBasis.SuccessRatio, ObjectiveBasis.CallQuality })
        {
            Assert.Equal(
                fires,
                Urgent.Fires(
                    Objective(basis),
                    BurnWindow.OfRuns(Urgent.Long, new Spend(runs, bad)),
                    BurnWindow.OfRuns(Urgent.Short, new Spend(shortRuns, shortBad))
                )
            );
        }
    }

    [Fact]
    public void A_window_ends_at_as_of_and_is_cut_to_service_hours()
    {
        // A Monday, 07:00 to 19:00 in Prague: from 06:00 UTC on. Down from 06:10 to 06:12.
        var terms = new ObjectiveTerms(
            Objective(ObjectiveBasis.Availability),
            Zone.Find("Europe/Prague"),
            ServiceHours.Of(ServiceHoursTests.Calendar("07:00-19:00", DayOfWeek.Monday, DayOfWeek.Monday))
        );
        var verdicts = new StepFunction<Verdict>(
            Verdict.Up,
            [new(At.Day("06:10"), Verdict.Down), new(At.Day("06:12"), Verdict.Up)]
        );
        var subject = new Subject(
            verdicts,
            verdicts,
            SubjectMaintenance.OfTarget([Window.Always], []),
            At.Day("06:15")
        );

        Assert.Equal(
            new BurnWindow(Urgent.Long, 900 * Second, new Spend(900 * Second, 120 * Second)),
            BurnWindow.OfTime(terms, subject, Urgent.Long)
        );
        Assert.Equal(
            new BurnWindow(Urgent.Short, 300 * Second, new Spend(300 * Second, 120 * Second)),
            BurnWindow.OfTime(terms, subject, Urgent.Short)
        );
    }

    private static BurnWindow Time(TimeSpan length, int service, int measured, int down) =>
        new(length, service * Second, new Spend(measured * Second, down * Second));

    private static Objective Objective(ObjectiveBasis basis) =>
        new()
        {
            Id = "o",
            Basis = basis,
            Goal = 0.999m,
            Zone = "Europe/Prague",
        };
}
