namespace Ringback.Model.Sla;

/// <summary>Step functions made by asking a rule at each instant at which its inputs change.</summary>
internal static class TimelinePoints
{
    /// <param name="initial">The value before all time.</param>
    public static IReadOnlyList<Change<T>> Changes<T>(
        IEnumerable<Instant> points,
        Instant from,
        Instant asOf,
        T initial,
        Func<Instant, T> at
    )
    {
        var before = from == Instant.MinValue ? initial : at(new Instant(from.Microseconds - 1));
        var instants = points.Append(from).Where(point => from <= point && point <= asOf).Distinct().Order();
        return new StepFunction<T>(before, instants.Select(point => new Change<T>(point, at(point)))).Changes;
    }

    public static Instant? NextAfter(IEnumerable<Instant> points, Instant asOf) =>
        points
            .Where(point => point > asOf && point < Instant.MaxValue)
            .Select(point => (Instant?)point)
            .DefaultIfEmpty(null)
            .Min();
}
