using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class ComponentTimelineTests
{
    private static readonly Window Alive = new(At.Day("12:00"), At.Day("18:00"));

    [Theory]
    [InlineData(Verdict.Down, Verdict.Up, Verdict.Partial, Verdict.Down)]
    [InlineData(Verdict.Partial, Verdict.Degraded, Verdict.Partial)]
    [InlineData(Verdict.Degraded, Verdict.Unknown, Verdict.Degraded)]
    [InlineData(Verdict.Unknown, Verdict.Unknown, Verdict.Up)]
    [InlineData(Verdict.Up, Verdict.Maintenance, Verdict.Up)]
    [InlineData(Verdict.Maintenance, Verdict.Maintenance, Verdict.Maintenance)]
    [InlineData(Verdict.Unknown)]
    public void It_is_the_worst_of_its_targets_outside_maintenance(Verdict verdict, params Verdict[] targets) =>
        Assert.Equal(verdict, ComponentRule.Of(targets, inMaintenance: false));

    [Fact]
    public void Every_vector_of_up_to_five_targets_is_judged_as_the_rule_says_when_said_again()
    {
        Verdict[] fromWorst = [Verdict.Down, Verdict.Partial, Verdict.Degraded, Verdict.Unknown, Verdict.Up];
        IEnumerable<Verdict[]> vectors =
        [
            [],
        ];
        var judged = 0;
        for (var n = 0; n <= 5; n++)
        {
            foreach (var vector in vectors)
            {
                var expected =
                    vector.Length == 0 ? Verdict.Unknown
                    : vector.All(verdict => verdict == Verdict.Maintenance) ? Verdict.Maintenance
                    : fromWorst.First(vector.Contains);
                Assert.Equal(expected, ComponentRule.Of(vector, inMaintenance: false));
                Assert.Equal(Verdict.Maintenance, ComponentRule.Of(vector, inMaintenance: true));
                judged++;
            }

            vectors = [.. vectors.SelectMany(v => Enum.GetValues<Verdict>().Select(each => v.Append(each).ToArray()))];
        }

        Assert.Equal(1 + 6 + 36 + 216 + 1296 + 7776, judged);
    }

    [Fact]
    public void Its_own_window_makes_it_maintenance_and_counts_only_while_a_member_is_alive()
    {
        var changes = ComponentTimeline.Derive(
            [Member([Alive], ("12:00", Verdict.Up), ("14:00", Verdict.Down))],
            [new Window(At.Day("15:00"), At.Day("20:00"))],
            Instant.MinValue,
            At.Day("23:00")
        );

        Assert.Equal(
            [
                new(At.Day("12:00"), Verdict.Up),
                new(At.Day("14:00"), Verdict.Down),
                new(At.Day("15:00"), Verdict.Maintenance),
                new(At.Day("18:00"), Verdict.Unknown),
            ],
            changes
        );
    }

    [Fact]
    public void A_target_counts_while_it_is_a_member()
    {
        var changes = ComponentTimeline.Derive(
            [
                Member([Alive], ("12:00", Verdict.Up)),
                Member([new Window(At.Day("13:00"), At.Day("14:00"))], ("12:00", Verdict.Down)),
            ],
            [],
            At.Day("12:30"),
            At.Day("16:00")
        );

        Assert.Equal([new(At.Day("13:00"), Verdict.Down), new(At.Day("14:00"), Verdict.Up)], changes);
    }

    private static ComponentMember Member(Window[] alive, params (string Clock, Verdict Verdict)[] changes) =>
        new(alive, new(Verdict.Unknown, changes.Select(c => new Change<Verdict>(At.Day(c.Clock), c.Verdict))));
}
