namespace Ringback.Model.Sla;

/// <summary>The watermark: up to where the data of a target is complete. Every figure carries it.</summary>
public static class AsOf
{
    /// <summary>Earliest, over the assigned regions, of max(newest stored slot, now − staleness).</summary>
    /// <param name="settings">In force now.</param>
    /// <param name="newestSlots">One for each region assigned now: slot of its newest stored result, unknown ones too, manual ones not; null where it has none.</param>
    /// <returns>Now, where no region is assigned: there is nothing to wait for.</returns>
    public static Instant Of(Instant now, TargetSettings settings, IEnumerable<Instant?> newestSlots)
    {
        var patience = now - Staleness.Of(settings);
        return newestSlots.Select(newest => Instant.Max(newest ?? patience, patience)).DefaultIfEmpty(now).Min();
    }
}
