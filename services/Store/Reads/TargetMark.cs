using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <summary>When a target was alive, and how far its data goes.</summary>
/// <param name="Id">Slug.</param>
/// <param name="Lifetimes">Ordered; the last is open while the target lives.</param>
/// <param name="AsOf">Up to when its data is complete.</param>
public record TargetMark(int Number, string Id, IReadOnlyList<Window> Lifetimes, Instant AsOf)
{
    /// <summary>When it was alive within a window, as far as data is complete: what every figure of it counts.</summary>
    public IReadOnlyList<Window> Counted(Window window) =>
        Windows.Intersect(Lifetimes, [window with { To = Instant.Min(window.To, AsOf) }]);
}

/// <summary>What figures of a target over a window are made of, of one moment.</summary>
/// <param name="Verdicts">Right within the window.</param>
/// <param name="Zone">IANA zone of the catalog's calendar periods.</param>
/// <param name="FinalBefore">
/// Before it nothing of the target changes any more: its days are sealed, so late results change nothing; work can no longer be declared or
/// taken back there; and it has something in them, so that nobody can bring their history. Null where nothing is final.
/// </param>
public sealed record TargetTimeline(
    int Number,
    string Id,
    IReadOnlyList<Window> Lifetimes,
    Instant AsOf,
    StepFunction<Verdict> Verdicts,
    string? Zone,
    Instant? FinalBefore
) : TargetMark(Number, Id, Lifetimes, AsOf);
