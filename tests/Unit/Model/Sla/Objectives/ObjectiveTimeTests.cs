using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

/// <summary>The worked example of the semantics, with its maintenance window [12:12, 12:20), as objectives see it.</summary>
public sealed class ObjectiveTimeTests
{
    private static readonly Window Hour = new(At.Day("12:00"), At.Day("13:00"));
    private static readonly Window Work = new(At.Day("12:12"), At.Day("12:20"));

    private static readonly StepFunction<Verdict> Beneath = new(
        Verdict.Up,
        [new(At.Day("12:10"), Verdict.Partial), new(At.Day("12:11"), Verdict.Down), new(At.Day("12:13"), Verdict.Up)]
    );

    private static readonly StepFunction<Verdict> Verdicts = new(
        Verdict.Up,
        [
            new(At.Day("12:10"), Verdict.Partial),
            new(At.Day("12:11"), Verdict.Down),
            new(At.Day("12:12"), Verdict.Maintenance),
            new(At.Day("12:20"), Verdict.Up),
        ]
    );

    [Theory]
    [InlineData(null, 60, 3120)] // as the timeline says
    [InlineData(480, 60, 3120)]
    [InlineData(30, 90, 3570)] // half a minute excluded, the other half of the outage counts
    [InlineData(0, 120, 3600)]
    public void Beyond_the_cap_it_is_as_if_nothing_had_been_announced(int? cap, int down, int measured)
    {
        var time = ObjectiveTime.Of(Terms(cap), Subject("14:00"), Hour);

        Assert.Equal((down * 1_000_000L, measured * 1_000_000L), (time.Down, time.Measured));
        Assert.Equal(3_600_000_000L, time.Total);
    }

    [Fact]
    public void A_budget_counts_what_was_measured_and_what_is_to_come_less_what_is_planned()
    {
        // At 12:11:30 half a minute is lost; 48.5 minutes are to come, of which eight are announced.
        var subject = Subject("12:11:30");

        Assert.Equal(2_430_000_000L, ObjectiveTime.ToCome(Terms(null), subject, Hour));
        Assert.Equal(2_880_000_000L, ObjectiveTime.ToCome(Terms(30), subject, Hour));
        Assert.Equal(new ErrorBudget(312_000_000, 282_000_000), ObjectiveTime.BudgetOf(Terms(null), subject, Hour));
    }

    [Fact]
    public void A_rolling_window_ends_now_and_a_month_is_the_contracts()
    {
        var terms = Terms(null);

        Assert.Equal("2026-10-31T23:00:00Z", terms.PeriodAt(At.Day("12:00")).From.ToString());
        Assert.Equal("2026-11-30T23:00:00Z", terms.PeriodAt(At.Day("12:00")).To.ToString());
        Assert.Equal(
            new Window(At.Day("05:00"), At.Day("12:00")),
            (terms with { Objective = terms.Objective with { Window = TimeSpan.FromHours(7) } }).PeriodAt(
                At.Day("12:00")
            )
        );
    }

    private static Subject Subject(string asOf) =>
        new(Verdicts, Beneath, SubjectMaintenance.OfTarget([Window.Always], [Work]), At.Day(asOf));

    private static ObjectiveTerms Terms(int? cap) =>
        ObjectiveTerms.Of(
            new Objective
            {
                Id = "o",
                Targets = ["t"],
                Goal = 0.9m,
                Zone = "Europe/Prague",
                MaintenanceCap = cap is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
            new Catalog
            {
                Regions = [],
                Components = [],
                Targets = [],
            }
        );
}
