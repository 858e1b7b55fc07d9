namespace Ringback.Model.Sla;

/// <summary>A target's verdict over time (semantics, "Verdict over regions", "Timelines").</summary>
public static class VerdictTimeline
{
    /// <summary>The changes from <paramref name="from"/> to <paramref name="asOf"/>, both inclusive; they replace all stored ones from there on.</summary>
    /// <returns>In order of time, each to another verdict than before; <c>unknown</c> outside the lifetime and before the first of all.</returns>
    public static IReadOnlyList<Change<Verdict>> Derive(VerdictInputs inputs, Instant from, Instant asOf)
    {
        var bench = new Bench(inputs);
        return TimelinePoints.Changes(bench.Points(), from, asOf, Verdict.Unknown, bench.At);
    }

    /// <summary>The first instant after <paramref name="asOf"/> at which the verdict may change although no result comes; null where there is none.</summary>
    public static Instant? NextAfter(VerdictInputs inputs, Instant asOf) =>
        TimelinePoints.NextAfter(new Bench(inputs).Points(), asOf);

    /// <summary>The inputs with each region's time in n worked out.</summary>
    private sealed class Bench(VerdictInputs inputs)
    {
        private readonly IReadOnlyList<Window> _lifetime = Windows.Union(inputs.Lifetime);
        private readonly IReadOnlyList<Window> _maintenance = Windows.Union(inputs.Maintenance);
        private readonly Seat[] _seats =
        [
            .. inputs.Regions.Select(region => new Seat(Taken(region, inputs), region.States)),
        ];

        public IEnumerable<Instant> Points() =>
            _lifetime
                .Concat(_maintenance)
                .Concat(_seats.SelectMany(seat => seat.Taken))
                .SelectMany(window => new[] { window.From, window.To })
                .Concat(_seats.SelectMany(seat => seat.States.Changes.Select(change => change.At)))
                .Concat(inputs.Settings.Changes.Select(change => change.At));

        public Verdict At(Instant at)
        {
            if (!_lifetime.Any(window => window.Contains(at)))
                return Verdict.Unknown;

            var states = _seats.Where(seat => seat.IsTakenAt(at)).Select(seat => seat.States.At(at));
            var inMaintenance = _maintenance.Any(window => window.Contains(at));
            return VerdictRule.Of(Votes.Of(states), inputs.Settings.At(at).Quorum, inMaintenance);
        }

        /// <summary>From its first decided state, at the latest one staleness after it was assigned, to its removal.</summary>
        private static IReadOnlyList<Window> Taken(WatchingRegion region, VerdictInputs inputs) =>
            [
                .. Windows
                    .Intersect(region.Assignments, inputs.Lifetime)
                    .Select(assignment =>
                    {
                        var latest = assignment.From + Staleness.Of(inputs.Settings.At(assignment.From));
                        var undecided = region
                            .States.Within(assignment with { To = Instant.Min(assignment.To, latest) })
                            .TakeWhile(piece => piece.Value == RegionState.Unknown);
                        return assignment with
                        {
                            From = undecided.Select(piece => piece.Window.To).LastOrDefault(assignment.From),
                        };
                    })
                    .Where(window => !window.IsEmpty),
            ];
    }

    private sealed record Seat(IReadOnlyList<Window> Taken, StepFunction<RegionState> States)
    {
        public bool IsTakenAt(Instant at) => Taken.Any(window => window.Contains(at));
    }
}
