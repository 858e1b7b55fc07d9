using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public class VantageTimelineTests
{
    private static readonly Window[] Always = [Window.Always];

    [Fact]
    public void A_region_fails_while_its_every_target_is_down_there_and_up_elsewhere()
    {
        var targets = new[]
        {
            Target(Here((0, RegionState.Up), (10, RegionState.Down), (30, RegionState.Up)), Up()),
            Target(Here((0, RegionState.Up), (14, RegionState.Down), (33, RegionState.Up)), Up()),
        };

        Assert.Equal(
            [(0, Verdict.Up), (14, Verdict.Partial), (30, Verdict.Up)],
            Derive(targets).Select(change => (Second(change.At), change.Value))
        );
    }

    [Fact]
    public void Where_no_other_region_reaches_them_either_nobody_can_tell()
    {
        var down = Here((0, RegionState.Up), (10, RegionState.Down));
        var targets = new[] { Target(down, down), Target(down, Here((0, RegionState.Up), (20, RegionState.Degraded))) };

        Assert.Equal(Verdict.Partial, Derive(targets)[^1].Value);
        Assert.Equal(Verdict.Unknown, Derive([targets[0], targets[0]])[^1].Value);
    }

    [Fact]
    public void One_target_alone_convicts_no_region_and_one_that_is_not_measured_says_nothing()
    {
        var down = Target(Here((0, RegionState.Down)), Up());
        var silent = Target(Here(), Up());

        Assert.DoesNotContain(Derive([down, silent]), change => change.Value == Verdict.Partial);
        Assert.Equal([(0, Verdict.Partial)], Derive([down, down, silent]).Select(c => (Second(c.At), c.Value)));
        Assert.DoesNotContain(
            Derive([down, down, Target(Here((0, RegionState.Degraded)), Up())]),
            change => change.Value == Verdict.Partial
        );
    }

    [Fact]
    public void A_target_counts_while_it_is_assigned()
    {
        var down = Target(Here((0, RegionState.Down)), Up());
        var moved = new VantageTarget(
            new WatchingRegion([new Window(At(0), At(20))], Here((0, RegionState.Up))),
            [new WatchingRegion(Always, Up())]
        );

        Assert.Equal(
            [(0, Verdict.Up), (20, Verdict.Partial)],
            Derive([down, down, moved]).Select(c => (Second(c.At), c.Value))
        );
    }

    /// <summary>The rule asked at every second, and what is derived from any instant on.</summary>
    [Fact]
    public void Derived_from_anywhere_it_is_the_same_function()
    {
        var states = Gen.Int[0, 3].Array[20];
        Gen.Select(Gen.Select(states, states, states).Array[0, 4], Gen.Int[0, 19])
            .Sample(
                (targets, from) =>
                {
                    var views = targets
                        .Select(each => new VantageTarget(
                            new WatchingRegion(Always, Steps(each.Item1)),
                            [
                                new WatchingRegion(Always, Steps(each.Item2)),
                                new WatchingRegion(Always, Steps(each.Item3)),
                            ]
                        ))
                        .ToList();
                    var whole = Function(VantageTimeline.Derive(views, Instant.MinValue, At(100)));
                    var later = whole.Replace(At(from), VantageTimeline.Derive(views, At(from), At(100)));
                    return whole.Equals(later)
                        && Enumerable.Range(0, 20).All(second => whole.At(At(second)) == Plain(targets, second));
                }
            );
    }

    private static Verdict Plain((int[] Here, int[] There, int[] Yonder)[] targets, int second)
    {
        if (targets.Any(each => each.Here[second] is 1 or 2))
            return Verdict.Up;

        var down = targets.Where(each => each.Here[second] == 3).ToList();
        return down.Count >= 2 && down.Exists(each => each.There[second] is 1 or 2 || each.Yonder[second] is 1 or 2)
            ? Verdict.Partial
            : Verdict.Unknown;
    }

    private static StepFunction<RegionState> Steps(int[] states) =>
        new(
            RegionState.Unknown,
            states.Select((state, second) => new Change<RegionState>(At(second), (RegionState)state))
        );

    private static StepFunction<Verdict> Function(IEnumerable<Change<Verdict>> changes) =>
        new(Verdict.Unknown, changes);

    private static IReadOnlyList<Change<Verdict>> Derive(IReadOnlyList<VantageTarget> targets) =>
        VantageTimeline.Derive(targets, Instant.MinValue, At(100));

    private static VantageTarget Target(StepFunction<RegionState> here, StepFunction<RegionState> elsewhere) =>
        new(new WatchingRegion(Always, here), [new WatchingRegion(Always, elsewhere)]);

    private static StepFunction<RegionState> Up() => Here((0, RegionState.Up));

    private static StepFunction<RegionState> Here(params (int Second, RegionState State)[] changes) =>
        new(RegionState.Unknown, changes.Select(change => new Change<RegionState>(At(change.Second), change.State)));

    private static Instant At(int second) => Instant.UnixEpoch + TimeSpan.FromSeconds(second);

    private static int Second(Instant at) => (int)(at - Instant.UnixEpoch).TotalSeconds;
}

public class BelongingTests
{
    private static readonly Window[] Always = [Window.Always];

    [Theory]
    [InlineData(10, 20, 15, 30, 0, 100, true)]
    [InlineData(10, 20, 20, 30, 0, 100, false)]
    [InlineData(10, 40, 15, 30, 30, 100, false)]
    [InlineData(10, 40, 15, 30, 29, 100, true)]
    public void A_part_overlaps_the_whole_while_it_is_a_member(
        int from,
        int to,
        int wholeFrom,
        int wholeTo,
        int memberFrom,
        int memberTo,
        bool isPart
    ) =>
        Assert.Equal(
            isPart,
            Belonging.IsPart(
                new Window(At(from), At(to)),
                new Window(At(wholeFrom), At(wholeTo)),
                [new Window(At(memberFrom), At(memberTo))]
            )
        );

    [Theory]
    [InlineData(RegionState.Up, RegionState.Up, "any", true)]
    [InlineData(RegionState.Up, RegionState.Unknown, "majority", true)]
    [InlineData(RegionState.Up, RegionState.Down, "majority", false)]
    [InlineData(RegionState.Up, RegionState.Degraded, "any", false)]
    [InlineData(RegionState.Unknown, RegionState.Unknown, "majority", true)]
    public void An_incident_is_a_regions_doing_where_without_its_votes_nothing_is_bad(
        RegionState second,
        RegionState third,
        string quorum,
        bool isExplained
    )
    {
        Assert.True(Quorum.TryParse(quorum, out var rule));
        var inputs = new VerdictInputs(
            [Region(RegionState.Down), Region(second), Region(third)],
            new StepFunction<TargetSettings>(
                new TargetSettings(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3), new Confirmation(2, 1), rule)
            ),
            [],
            Always
        );

        Assert.Equal(isExplained, Belonging.IsExplainedBy(inputs, 0, new Window(At(10), Instant.MaxValue), At(60)));
    }

    private static WatchingRegion Region(RegionState state) =>
        new(Always, new StepFunction<RegionState>(RegionState.Unknown, [new Change<RegionState>(At(0), state)]));

    private static Instant At(int second) => Instant.UnixEpoch + TimeSpan.FromSeconds(second);
}
