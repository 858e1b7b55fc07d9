using Ringback.Api.Answers;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>Which targets are asked for, by what they are now; what is null is not asked for.</summary>
/// <param name="Component">Id of one that it belongs to.</param>
/// <param name="Region">Id of one that watches it.</param>
internal sealed record TargetFilter(string? Component, string? Kind, string? Region, Verdict? Verdict)
{
    /// <param name="errors">Gets every wrong parameter.</param>
    public static TargetFilter Read(
        string? component,
        string? kind,
        string? region,
        string? verdict,
        QueryErrors errors
    )
    {
        errors.RefuseUnlessId("component", component);
        errors.RefuseUnlessId("kind", kind);
        errors.RefuseUnlessId("region", region);
        return new TargetFilter(component, kind, region, ClosedList.Read<Verdict>("verdict", verdict, errors));
    }

    /// <param name="limits">Components that the caller is limited to; null for all.</param>
    public bool Takes(TargetRow target, string[]? limits) =>
        (Component is null || target.Components.Contains(Component))
        && (limits is null || target.Components.Any(limits.Contains))
        && (Kind is null || target.Kind == Kind)
        && (Region is null || target.Regions.Contains(Region))
        && (Verdict is null || target.Verdict == Verdict);
}
