namespace Ringback.Model.Sla.Objectives;

/// <summary>The maintenance of what an objective is promised of, as far as it is alive.</summary>
/// <param name="Alive">Its lifetime.</param>
/// <param name="Whole">When all of it is out: its verdict is <c>maintenance</c>.</param>
/// <param name="Any">When it or a part of it is out.</param>
public sealed record SubjectMaintenance(
    IReadOnlyList<Window> Alive,
    IReadOnlyList<Window> Whole,
    IReadOnlyList<Window> Any
)
{
    /// <summary>A target has no parts.</summary>
    /// <param name="windows">Its own, and its components' as far as it was a member then.</param>
    public static SubjectMaintenance OfTarget(IReadOnlyList<Window> lifetime, IReadOnlyList<Window> windows)
    {
        var taken = Windows.Intersect(lifetime, windows);
        return new SubjectMaintenance(Windows.Union(lifetime), taken, taken);
    }

    /// <summary>Of a component, or of a composite; as <see cref="ComponentRule"/> says it for an instant.</summary>
    /// <param name="members">Each within the time of its membership.</param>
    /// <param name="own">The windows on a component itself.</param>
    public static SubjectMaintenance Together(
        IReadOnlyCollection<SubjectMaintenance> members,
        IReadOnlyList<Window> own
    )
    {
        var alive = Windows.Union(members.SelectMany(member => member.Alive));
        var taken = Windows.Intersect(alive, own);
        var serving = members.SelectMany(member => Windows.Subtract(member.Alive, member.Whole));
        return new SubjectMaintenance(
            alive,
            Windows.Union(taken.Concat(Windows.Subtract(alive, serving))),
            Windows.Union(taken.Concat(members.SelectMany(member => member.Any)))
        );
    }
}
