namespace Ringback.Model.Sla;

/// <summary>One target's part in a component.</summary>
/// <param name="Alive">When it was both alive and a member.</param>
/// <param name="Verdicts">Its own timeline, maintenance included, from the instant on that is derived.</param>
public sealed record ComponentMember(IReadOnlyList<Window> Alive, StepFunction<Verdict> Verdicts);

/// <summary>A component's verdict over time; its lifetime is the union of its members'.</summary>
public static class ComponentTimeline
{
    /// <summary>The changes from <paramref name="from"/> to <paramref name="asOf"/>, both inclusive; they replace all stored ones from there on.</summary>
    /// <param name="maintenance">The windows on the component itself.</param>
    /// <param name="asOf">The least of its targets'.</param>
    /// <returns>In order of time, each to another verdict than before; <c>unknown</c> outside the lifetime and before the first of all.</returns>
    public static IReadOnlyList<Change<Verdict>> Derive(
        IReadOnlyList<ComponentMember> members,
        IReadOnlyList<Window> maintenance,
        Instant from,
        Instant asOf
    )
    {
        var points = members
            .SelectMany(member => member.Alive)
            .Concat(maintenance)
            .SelectMany(window => new[] { window.From, window.To })
            .Concat(members.SelectMany(member => member.Verdicts.Changes.Select(change => change.At)));
        return TimelinePoints.Changes(points, from, asOf, Verdict.Unknown, At);

        Verdict At(Instant at)
        {
            var alive = members.Where(member => member.Alive.Any(window => window.Contains(at))).ToList();
            return ComponentRule.Of(
                [.. alive.Select(member => member.Verdicts.At(at))],
                alive.Count > 0 && maintenance.Any(window => window.Contains(at))
            );
        }
    }
}
