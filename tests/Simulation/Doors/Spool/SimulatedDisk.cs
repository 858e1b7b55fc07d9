using System.Collections.Immutable;

namespace Ringback.Tests.Simulation.Doors.Spool;

/// <summary>What is in a spool's file.</summary>
/// <param name="LastId">Given to a row last, whether or not that row is still there.</param>
internal sealed record SpoolImage(ImmutableList<(long Id, byte[] Body)> Rows, long LastId)
{
    public static SpoolImage Empty { get; } = new([], 0);
}

/// <summary>A disk with a cache: what was written is seen at once, and outlives a power cut only once it was synced.</summary>
internal sealed class SimulatedDisk
{
    private SpoolImage _synced = SpoolImage.Empty;

    public SpoolImage Image { get; private set; } = SpoolImage.Empty;

    public bool IsFull { get; set; }

    public void Write(SpoolImage image) => Image = image;

    public void Sync() => _synced = Image;

    public void LosePower() => Image = _synced;
}
