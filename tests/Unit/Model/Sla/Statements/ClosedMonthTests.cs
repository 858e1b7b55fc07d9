using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;
using Ringback.Model.Sla.Statements;

namespace Ringback.Tests.Unit.Model.Sla.Statements;

/// <summary>November 2026 in Prague: the worked example of the semantics, with its maintenance window [12:12, 12:20).</summary>
public sealed class ClosedMonthTests
{
    private static readonly Zone Prague = Zone.Find("Europe/Prague");
    private static readonly Period November = Period.Of(PeriodKind.Month, new DateOnly(2026, 11, 1));
    private static readonly Window Life = new(At.Day("12:00"), At.Day("13:00"));
    private static readonly Window Work = new(At.Day("12:12"), At.Day("12:20"));

    private static readonly StepFunction<Verdict> Beneath = new(
        Verdict.Unknown,
        [
            new(At.Day("12:00"), Verdict.Up),
            new(At.Day("12:10"), Verdict.Partial),
            new(At.Day("12:11"), Verdict.Down),
            new(At.Day("12:13"), Verdict.Up),
            new(At.Day("12:58"), Verdict.Unknown),
        ]
    );

    private static readonly StepFunction<Verdict> Verdicts = new(
        Verdict.Unknown,
        [
            new(At.Day("12:00"), Verdict.Up),
            new(At.Day("12:10"), Verdict.Partial),
            new(At.Day("12:11"), Verdict.Down),
            new(At.Day("12:12"), Verdict.Maintenance),
            new(At.Day("12:20"), Verdict.Up),
            new(At.Day("12:58"), Verdict.Unknown),
        ]
    );

    [Fact]
    public void It_is_due_five_days_after_the_months_end_by_the_contracts_clocks()
    {
        Assert.Equal("2026-12-05T23:00:00Z", ClosedMonth.DueAt(November, Prague).ToString());
        Assert.Equal("2026-12-06T05:00:00Z", ClosedMonth.DueAt(November, Zone.Find("America/New_York")).ToString());
    }

    [Fact]
    public void Every_second_of_the_lifetime_is_in_it_once_and_the_lists_add_up_to_the_figures()
    {
        var said = Make();

        Assert.Equal(("2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z"), (said.From.ToString(), said.To.ToString()));
        var figures = said.Figures;
        Assert.Equal(
            (60, 60, 480, 120),
            (figures.PartialSeconds, figures.DownSeconds, figures.MaintenanceSeconds, figures.UnknownSeconds)
        );
        Assert.Equal((3000, 0.98m), (figures.MeasuredSeconds, figures.Availability));
        Assert.Equal(0.961538461m, figures.Coverage);
        Assert.Equal(Work, new Window(Assert.Single(said.Exclusions).From, said.Exclusions[0].To));
        Assert.Equal(["night"], said.Exclusions[0].Work.Select(work => work.Id));
        Assert.Equal([new Window(At.Day("12:58"), At.Day("13:00"))], said.Gaps);
        var incident = Assert.Single(said.Incidents);
        Assert.Equal(
            (At.Day("12:10"), At.Day("12:12"), Verdict.Down, 60),
            (incident.From, incident.To, incident.Severity, incident.DownSeconds)
        );
        Assert.Equal("pbx", Assert.Single(incident.Known).Subject);
    }

    [Theory]
    [InlineData(480, 60, 480, 1)]
    [InlineData(30, 90, 30, 1)] // half a minute excluded, the other half of the outage counts
    [InlineData(0, 120, 0, 0)]
    public void Beyond_the_cap_the_outage_counts_and_is_in_the_incident(int cap, int down, int excluded, int exclusions)
    {
        var said = Make(cap);

        Assert.Equal((down, excluded), (said.Figures.DownSeconds, said.Figures.MaintenanceSeconds));
        Assert.Equal(exclusions, said.Exclusions.Count);
        Assert.Equal(excluded, said.Exclusions.Sum(each => each.Seconds));
        Assert.Equal(down, said.Incidents.Sum(each => each.DownSeconds));
    }

    [Theory]
    [InlineData("0.98", true)] // exactly kept: 60 s of 3000 s
    [InlineData("0.980000000001", false)]
    [InlineData("0.979999999999", true)]
    public void A_promise_is_judged_on_whole_numbers(string goal, bool kept) =>
        Assert.Equal(kept, Make(goal: decimal.Parse(goal)).Figures.Kept);

    [Fact]
    public void Where_nothing_was_measured_nothing_is_kept_or_broken()
    {
        var said = Make(verdicts: new StepFunction<Verdict>(Verdict.Unknown));

        Assert.Null(said.Figures.Availability);
        Assert.Null(said.Figures.Kept);
        Assert.Equal(0, said.Figures.Coverage);
        Assert.Equal([Life], said.Gaps);
    }

    [Fact]
    public void What_is_not_complete_says_so()
    {
        var said = Make(asOf: At.Day("12:11:30"));

        Assert.Equal(At.Day("12:11:30"), said.CompleteTo);
        Assert.Equal(30, said.Figures.DownSeconds);
        Assert.Equal(At.Day("12:11:30"), Assert.Single(said.Incidents).To);
    }

    [Fact]
    public void Runs_that_are_not_there_any_more_are_null_and_not_none()
    {
        var gone = Make(basis: ObjectiveBasis.SuccessRatio, runs: null).Figures;
        var there = Make(basis: ObjectiveBasis.SuccessRatio, runs: new RunCounts(90, 5, 5, 3, 0, 0, 0, 0)).Figures;

        Assert.Equal((null, null, null, null), (gone.ValidRuns, gone.SuccessRatio, gone.ErrorBudget, gone.Kept));
        Assert.Equal(
            (100, 0.95m, 2, -3, false),
            (there.ValidRuns, there.SuccessRatio, there.ErrorBudget, there.BudgetRemaining, there.Kept)
        );
    }

    [Fact]
    public void Read_back_it_says_the_same_and_is_written_the_same()
    {
        var said = Make(30);
        var text = JsonSerializer.Serialize(said, StatementJson.Default.Statement);
        var read = JsonSerializer.Deserialize(text, StatementJson.Default.Statement)!;

        Assert.False(ClosedMonth.Differ(said, read));
        Assert.Equal(text, JsonSerializer.Serialize(read, StatementJson.Default.Statement));
        Assert.Contains("\"down_seconds\":90,", text, StringComparison.Ordinal);
        Assert.Contains("\"maintenance_cap\":30}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_figure_exclusion_incident_or_gap_that_is_another_makes_a_difference()
    {
        var said = Make();

        Assert.False(ClosedMonth.Differ(said, Make()));
        Assert.True(ClosedMonth.Differ(said, Make(30)));
        Assert.True(ClosedMonth.Differ(said, Make(verdicts: Beneath)));
        Assert.True(ClosedMonth.Differ(said, Make(asOf: At.Day("12:59"))));
        Assert.True(ClosedMonth.Differ(said, Make(runs: default(RunCounts))));
        Assert.True(ClosedMonth.Differ(said, said with { Gaps = [] }));
        Assert.True(ClosedMonth.Differ(said, said with { Exclusions = [said.Exclusions[0] with { Work = [] }] }));
        Assert.True(
            ClosedMonth.Differ(said, said with { Incidents = [said.Incidents[0] with { Severity = Verdict.Partial }] })
        );
        Assert.False(ClosedMonth.Differ(said, said with { Rules = "other", ZoneData = "other" }));
    }

    private static Statement Make(
        int? cap = null,
        decimal goal = 0.98m,
        ObjectiveBasis basis = ObjectiveBasis.Availability,
        StepFunction<Verdict>? verdicts = null,
        Instant? asOf = null,
        RunCounts? runs = null
    ) =>
        ClosedMonth.Of(
            new ObjectiveTerms(
                new Objective
                {
                    Id = "pbx-month",
                    Targets = ["pbx"],
                    Basis = basis,
                    Goal = goal,
                    Zone = Prague.Id,
                    MaintenanceCap = cap is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                },
                Prague,
                ServiceHours.Always
            ),
            null,
            November,
            new StatementInputs(
                new Subject(
                    verdicts ?? Verdicts,
                    Beneath,
                    SubjectMaintenance.OfTarget([Life], [Work]),
                    asOf ?? November.In(Prague).To
                ),
                runs,
                [
                    new KnownIncident("pbx", At.Day("12:10"), At.Day("12:12"), Reason.Timeout),
                    new KnownIncident("pbx", At.Day("14:10"), null, Reason.Timeout),
                ],
                [new AnnouncedWork("night", "Night", Work.From, Work.To)]
            ),
            "2026a"
        );
}
