namespace Ringback.Model.Sla;

/// <summary>A target as one vantage point sees it, and as all others do.</summary>
/// <param name="Here">The region in question.</param>
/// <param name="Elsewhere">The other regions that ever watched it.</param>
public sealed record VantageTarget(WatchingRegion Here, IReadOnlyList<WatchingRegion> Elsewhere);

/// <summary>Whether a region fails as a whole: its every target at once, while others reach them.</summary>
/// <remarks>
/// At any instant, over the targets that the region watches: <c>up</c> where one of them is up or degraded there; else
/// <c>partial</c> where two at least are down there, and another region sees one of those up or degraded; else
/// <c>unknown</c>. Targets whose state there is unknown say nothing. Two: of a single target nobody can say whether it or
/// the region failed, and its own incident says it already. Incidents are read off it as off any verdict timeline.
/// </remarks>
public static class VantageTimeline
{
    /// <summary>Fewest targets that must be down together.</summary>
    public const int FewestTargets = 2;

    /// <summary>The changes from <paramref name="from"/> to <paramref name="asOf"/>, both inclusive; they replace all stored ones from there on.</summary>
    public static IReadOnlyList<Change<Verdict>> Derive(
        IReadOnlyList<VantageTarget> targets,
        Instant from,
        Instant asOf
    )
    {
        var turns = targets.SelectMany(
            (target, index) =>
                Points(target).Where(at => from < at && at <= asOf).Distinct().Select(at => (At: at, Index: index))
        );
        var seen = Seen(targets, from);
        var sum = Sum(seen);
        var changes = new List<Change<Verdict>> { new(from, sum.Verdict) };
        foreach (var instant in turns.GroupBy(turn => turn.At).OrderBy(group => group.Key))
        {
            foreach (var (at, index) in instant)
            {
                var now = Sight.Of(targets[index], at);
                sum += now - seen[index];
                seen[index] = now;
            }

            changes.Add(new Change<Verdict>(instant.Key, sum.Verdict));
        }

        var before = from == Instant.MinValue ? default : Sum(Seen(targets, new Instant(from.Microseconds - 1)));
        return new StepFunction<Verdict>(before.Verdict, changes).Changes;
    }

    private static Sight[] Seen(IEnumerable<VantageTarget> targets, Instant at) =>
        [.. targets.Select(target => Sight.Of(target, at))];

    private static Sight Sum(IEnumerable<Sight> seen) => seen.Aggregate(default(Sight), (left, right) => left + right);

    private static IEnumerable<Instant> Points(VantageTarget target) =>
        target
            .Elsewhere.Prepend(target.Here)
            .SelectMany(region =>
                region
                    .Assignments.SelectMany(window => new[] { window.From, window.To })
                    .Concat(region.States.Changes.Select(change => change.At))
            );

    /// <summary>Counts of targets.</summary>
    private readonly record struct Sight(int Reached, int Down, int DownHereAlone)
    {
        public Verdict Verdict =>
            Reached > 0 ? Verdict.Up
            : Down >= FewestTargets && DownHereAlone > 0 ? Verdict.Partial
            : Verdict.Unknown;

        public static Sight Of(VantageTarget target, Instant at) =>
            StateOf(target.Here, at) switch
            {
                RegionState.Up or RegionState.Degraded => new Sight(1, 0, 0),
                RegionState.Down => new Sight(0, 1, target.Elsewhere.Any(region => Reaches(region, at)) ? 1 : 0),
                _ => default,
            };

        public static Sight operator +(Sight left, Sight right) =>
            new(left.Reached + right.Reached, left.Down + right.Down, left.DownHereAlone + right.DownHereAlone);

        public static Sight operator -(Sight left, Sight right) =>
            new(left.Reached - right.Reached, left.Down - right.Down, left.DownHereAlone - right.DownHereAlone);

        private static bool Reaches(WatchingRegion region, Instant at) =>
            StateOf(region, at) is RegionState.Up or RegionState.Degraded;

        private static RegionState StateOf(WatchingRegion region, Instant at) =>
            region.Assignments.Any(window => window.Contains(at)) ? region.States.At(at) : RegionState.Unknown;
    }
}
