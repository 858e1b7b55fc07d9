using System.Numerics;
using System.Text.Json;
using Ringback.Model.Calendars;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Statements;
using Ringback.Tests.Unit.Model.Sla.Objectives;

namespace Ringback.Tests.Unit.Model.Sla.Statements;

public sealed class StatementProperties
{
    [Fact]
    public void Whatever_the_deliveries_a_statement_is_the_same_to_the_bit_and_what_judging_each_piece_afresh_gives() =>
        ObjectiveGen.Scenario.Try(
            0.25,
            drawn =>
            {
                var month = Period.At(PeriodKind.Month, drawn.Window.From, Zone.Find(drawn.Zone));
                var scenario = drawn with { Window = month.In(Zone.Find(drawn.Zone)) };
                var oracle = new ObjectiveOracle(scenario);
                var said = Of(scenario, month);

                Assert.Equal(Text(said), Text(Of(scenario with { Seed = ~scenario.Seed }, month)));
                AssertTime(oracle, said.Figures);
                AssertRuns(scenario, oracle, said.Figures);
                Assert.Equal(Stretches(oracle, Verdict.Unknown), said.Gaps);
                Assert.Equal(
                    Stretches(oracle, Verdict.Maintenance),
                    Joined(said.Exclusions.Select(each => new Window(each.From, each.To)))
                );
                Assert.Equal(said.Figures.DownSeconds, said.Incidents.Sum(incident => incident.DownSeconds));
            }
        );

    private static Statement Of(ObjectiveScenario scenario, Period month)
    {
        var runs = scenario
            .Targets.Select(target =>
            {
                var shuffled = ObjectiveScenario.Runs(target).ToArray();
                new Random(scenario.Seed).Shuffle(shuffled);
                var maintenance = ObjectiveScenario.MaintenanceOf(target);
                return ObjectiveRuns.Of(scenario.Terms, scenario.Maintenance, maintenance, shuffled, scenario.Window);
            })
            .Aggregate((left, right) => left + right);
        return ClosedMonth.Of(
            scenario.Terms,
            scenario.Calendar,
            month,
            new StatementInputs(scenario.Subject, runs, [], []),
            "2026a"
        );
    }

    private static void AssertTime(ObjectiveOracle oracle, StatementFigures figures)
    {
        var (up, degraded, partial, down) = (
            oracle.Time[Verdict.Up],
            oracle.Time[Verdict.Degraded],
            oracle.Time[Verdict.Partial],
            oracle.Time[Verdict.Down]
        );
        var (unknown, maintenance) = (oracle.Time[Verdict.Unknown], oracle.Time[Verdict.Maintenance]);
        var measured = up + degraded + partial + down;
        Assert.Equal(
            (measured, up, degraded, partial, down, unknown, maintenance),
            (
                Microseconds(figures.MeasuredSeconds),
                Microseconds(figures.UpSeconds),
                Microseconds(figures.DegradedSeconds),
                Microseconds(figures.PartialSeconds),
                Microseconds(figures.DownSeconds),
                Microseconds(figures.UnknownSeconds),
                Microseconds(figures.MaintenanceSeconds)
            )
        );
        Assert.Equal(Floored(measured - down, measured), figures.Availability);
        Assert.Equal(Floored(measured, measured + unknown), figures.Coverage);
        Assert.Equal(measured == 0 ? null : 10 * down <= measured, figures.Kept); // nine of ten are promised
    }

    private static void AssertRuns(ObjectiveScenario scenario, ObjectiveOracle oracle, StatementFigures figures)
    {
        var (valid, good, completed, conforming) = (0L, 0L, 0L, 0L);
        foreach (var target in scenario.Targets)
        {
            var (v, g, c, f) = oracle.Runs(target);
            (valid, good, completed, conforming) = (valid + v, good + g, completed + c, conforming + f);
        }

        Assert.Equal(
            (valid, good, completed, conforming),
            (figures.ValidRuns, figures.GoodRuns, figures.CompletedCalls, figures.ConformingCalls)
        );
        Assert.Equal(Floored(good, valid), figures.SuccessRatio);
        Assert.Equal(Floored(conforming, completed), figures.CallQuality);
    }

    private static List<Window> Stretches(ObjectiveOracle oracle, Verdict verdict) =>
        Joined(oracle.Counted.Where(piece => piece.Value == verdict).Select(piece => piece.Window));

    /// <summary>Those that touch, as one.</summary>
    private static List<Window> Joined(IEnumerable<Window> windows)
    {
        var joined = new List<Window>();
        foreach (var window in windows)
        {
            if (joined.Count > 0 && joined[^1].To == window.From)
                joined[^1] = joined[^1] with { To = window.To };
            else
                joined.Add(window);
        }

        return joined;
    }

    private static decimal? Floored(long part, long whole) =>
        whole == 0 ? null : (decimal)(new BigInteger(part) * 1_000_000_000 / whole) / 1_000_000_000m;

    private static long Microseconds(decimal seconds) => (long)(seconds * 1_000_000m);

    private static string Text(Statement statement) =>
        JsonSerializer.Serialize(statement, StatementJson.Default.Statement);
}
