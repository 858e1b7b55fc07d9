namespace Ringback.Model.Sla;

/// <summary>Where a derivation may begin: everything before an instant, folded.</summary>
/// <param name="At">Results with slots before it are in the fold, those from it on are not.</param>
/// <param name="Fold">Holds for the assignments and settings that it was folded under: where those of its past change, begin at the start.</param>
public sealed record Checkpoint(Instant At, RegionFold Fold)
{
    /// <summary>Before the first result.</summary>
    public static Checkpoint Start { get; } = new(Instant.MinValue, RegionFold.Undecided);
}
