namespace Ringback.Store.Access;

/// <summary>What somebody who is limited to components may know of: these, and the targets that belong to one of them now.</summary>
/// <param name="Components">Slugs; likewise the targets.</param>
public sealed record Reach(string[] Components, string[] Targets)
{
    /// <summary>What is within both; null for all.</summary>
    public Reach Within(Reach? other) =>
        other is null
            ? this
            : new Reach([.. Components.Intersect(other.Components)], [.. Targets.Intersect(other.Targets)]);

    /// <summary>Whether all of these are within it: what is promised of several at once is nothing that one of them alone tells.</summary>
    public bool Holds(IReadOnlyList<string> targets, IReadOnlyList<string> components) =>
        targets.All(Targets.Contains) && components.All(Components.Contains);
}
