namespace Ringback.Model.Sla;

/// <summary>Where a derivation may begin: everything before an instant, folded.</summary>
/// <param name="At">Results with slots before it are in the fold, those from it on are not.</param>
/// <param name="Fold">Holds for the assignments and settings that it was folded under: where those of its past change, begin at the start.</param>
public sealed record Checkpoint(Instant At, RegionFold Fold)
{
    /// <summary>Before the first result.</summary>
    public static Checkpoint Start { get; } = new(Instant.MinValue, RegionFold.Undecided);

    /// <summary>The fold in its one binary form, 9 bytes where nothing is amiss; the instant is kept beside it.</summary>
    public byte[] FoldBytes()
    {
        var bits = new BitWriter();
        Fold.Write(bits, At);
        return bits.ToBytes();
    }

    /// <summary>False where the bytes are none of a fold, or damaged so that it shows.</summary>
    public static bool TryParse(Instant at, ReadOnlySpan<byte> fold, out Checkpoint checkpoint)
    {
        var bits = new BitReader(fold);
        var isRead = RegionFold.TryRead(ref bits, at, out var read) && bits.IsAtEnd();
        checkpoint = new Checkpoint(at, isRead ? read : RegionFold.Undecided);
        return isRead;
    }
}
