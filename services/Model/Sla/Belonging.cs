namespace Ringback.Model.Sla;

/// <summary>Which incidents are parts of which.</summary>
public static class Belonging
{
    /// <summary>Whether a target's incident is part of one of a component: they overlap while it is a member.</summary>
    public static bool IsPart(Window part, Window whole, IEnumerable<Window> membership)
    {
        var both = part.Intersect(whole);
        return membership.Any(member => member.Overlaps(both));
    }

    /// <summary>Whether a target's incident is the doing of one vantage point alone: without its votes no verdict in it would be bad.</summary>
    /// <param name="inputs">All that the target's verdict depends on.</param>
    /// <param name="region">The place of the vantage point's region among them.</param>
    public static bool IsExplainedBy(VerdictInputs inputs, int region, Window part, Instant asOf)
    {
        var others = inputs with { Regions = [.. inputs.Regions.Where((_, place) => place != region)] };
        var without = new StepFunction<Verdict>(
            Verdict.Unknown,
            VerdictTimeline.Derive(others, Instant.MinValue, Instant.Min(part.To, asOf))
        );
        return without.Within(part).All(piece => !Incidents.IsBad(piece.Value));
    }
}
