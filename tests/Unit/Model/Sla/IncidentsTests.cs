using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class IncidentsTests
{
    private static readonly Window[] Alive = [new(At.Day("10:00"), Instant.MaxValue)];

    [Fact]
    public void It_opens_with_the_first_bad_verdict_ends_with_up_and_has_the_worst_severity() =>
        Assert.Equal(
            [Closed("12:00", "12:04", Verdict.Down)],
            Of(Alive, "12:00 Degraded, 12:01 Partial, 12:02 Down, 12:03 Degraded, 12:04 Up")
        );

    [Fact]
    public void Not_knowing_in_between_does_not_end_it() =>
        Assert.Equal(
            [Closed("12:00", "12:07", Verdict.Down)],
            Of(Alive, "12:00 Down, 12:01 Unknown, 12:03 Maintenance, 12:05 Degraded, 12:07 Up")
        );

    [Fact]
    public void Up_after_not_knowing_ends_it_where_the_last_bad_verdict_did() =>
        Assert.Equal(
            [Closed("12:00", "12:01", Verdict.Partial), Closed("12:08", "12:09", Verdict.Degraded)],
            Of(Alive, "12:00 Partial, 12:01 Unknown, 12:03 Maintenance, 12:05 Up, 12:08 Degraded, 12:09 Up")
        );

    [Fact]
    public void It_is_open_while_nothing_said_up() =>
        Assert.Equal([new Incident(At.Day("12:00"), null, Verdict.Down)], Of(Alive, "12:00 Down, 12:01 Unknown"));

    [Fact]
    public void Neither_unknown_nor_maintenance_opens_one() =>
        Assert.Empty(Of(Alive, "12:00 Maintenance, 12:01 Unknown, 12:02 Up"));

    [Fact]
    public void A_pause_ends_it_and_what_comes_after_is_another() =>
        Assert.Equal(
            [Closed("12:00", "12:30", Verdict.Down), new Incident(At.Day("13:00"), null, Verdict.Down)],
            Of(
                [new(At.Day("10:00"), At.Day("12:30")), new(At.Day("13:00"), Instant.MaxValue)],
                "12:00 Down, 12:30 Unknown, 13:00 Down"
            )
        );

    [Fact]
    public void What_is_after_as_of_is_not_told() =>
        Assert.Empty(Incidents.Of(Verdicts("12:00 Down"), Alive, At.Day("12:00")));

    private static IReadOnlyList<Incident> Of(Window[] lifetime, string verdicts) =>
        Incidents.Of(Verdicts(verdicts), lifetime, At.Day("20:00"));

    private static StepFunction<Verdict> Verdicts(string text) =>
        new(
            Verdict.Unknown,
            text.Split(", ")
                .Select(one => one.Split(' '))
                .Select(p => new Change<Verdict>(At.Day(p[0]), Enum.Parse<Verdict>(p[1])))
        );

    private static Incident Closed(string from, string to, Verdict severity) => new(At.Day(from), At.Day(to), severity);
}
